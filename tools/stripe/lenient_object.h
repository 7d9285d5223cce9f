#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "ledger/time.h"
#include "tools/stripe/mapping_config.h"
#include "tools/stripe/mapping_problem.h"

namespace tools::stripe {

/// Collected while an object is read: the first thing wrong with it, and every serial number that
/// its metadata names.
struct Notes {
  std::optional<MappingProblem> problem;
  std::set<std::string> serials;

  void complain(InboxReason reason, std::string detail) {
    if (!problem) problem = MappingProblem{reason, std::move(detail)};
  }
};

/// A Stripe object, read leniently: only requested members are looked at, and null counts as
/// absent. A member of the wrong type, or a required one that is absent, is a `malformed_object`.
class LenientObject {
 public:
  LenientObject(const boost::json::object& object, std::string path, Notes& notes)
      : object_(&object), path_(std::move(path)), notes_(&notes) {}

  std::string text(std::string_view name) const;           // required
  std::string optional_text(std::string_view name) const;  // empty if absent
  std::int64_t integer(std::string_view name) const;
  std::optional<std::int64_t> optional_integer(std::string_view name) const;
  /// Stated in Unix seconds, between 1970 and 9999.
  ledger::Instant instant(std::string_view name) const;
  std::optional<ledger::Instant> optional_instant(std::string_view name) const;
  bool flag(std::string_view name) const;
  /// The id of another object, which may be expanded in place; empty if absent.
  std::string reference(std::string_view name) const;
  std::string required_reference(std::string_view name) const;
  /// nullopt if absent, or if only its id is there.
  std::optional<LenientObject> nested(std::string_view name) const;
  /// Reads each element of a Stripe list (`data`); returns whether the list has more.
  bool each(std::string_view name, const std::function<void(const LenientObject&)>& read) const;

  /// The member `currency`, in capitals.
  std::string currency() const;
  /// In ISO 4217 minor units.
  std::int64_t amount(std::string_view name, const std::string& currency) const;
  /// Collects the serial number that its metadata names, if any.
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
