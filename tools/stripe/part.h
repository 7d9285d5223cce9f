#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "tools/stripe/mapping_config.h"
#include "tools/stripe/problem.h"

namespace tools::stripe {

/// What is noted while an object is read: the first thing that is wrong with it, and every serial
/// number that its metadata names.
struct Notes {
  std::optional<Problem> problem;
  std::set<std::string> serials;

  void complain(InboxReason reason, std::string detail) {
    if (!problem) problem = Problem{reason, std::move(detail)};
  }
};

/// One object of Stripe's, read leniently: only what is asked for is looked at, and null is absent.
/// What is there but of another kind, or must be there and is not, is a `malformed_object`.
class Part {
 public:
  Part(const boost::json::object& object, std::string path, Notes& notes)
      : object_(&object), path_(std::move(path)), notes_(&notes) {}

  std::string text(std::string_view name) const;           // must be there
  std::string optional_text(std::string_view name) const;  // else empty
  std::int64_t integer(std::string_view name) const;
  std::optional<std::int64_t> optional_integer(std::string_view name) const;
  /// Unix seconds between 1970 and 9999.
  std::int64_t instant(std::string_view name) const;
  std::optional<std::int64_t> optional_instant(std::string_view name) const;
  bool flag(std::string_view name) const;
  /// The id of another object, which may stand there whole; empty where there is none.
  std::string reference(std::string_view name) const;
  std::string required_reference(std::string_view name) const;
  /// An object within; nothing where there is none, or only its id.
  std::optional<Part> part(std::string_view name) const;
  /// Each element of a list of Stripe's (`data`); answers whether more are there than came.
  bool each(std::string_view name, const std::function<void(const Part&)>& read) const;

  /// `currency` in capitals.
  std::string currency() const;
  /// An amount of the object in minor units of ISO 4217.
  std::int64_t amount(std::string_view name, const std::string& currency) const;
  /// Notes the serial number that its metadata names, if it does.
  void note_serial(const MappingConfig& config) const;

  Notes& notes() const { return *notes_; }
  void complain(std::string_view name, std::string_view why) const;

 private:
  const boost::json::value* member(std::string_view name) const;
  std::string bounded(const boost::json::value& value, std::string_view name) const;

  const boost::json::object* object_;
  std::string path_;
  Notes* notes_;
};

}  // namespace tools::stripe
