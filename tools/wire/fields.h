#pragma once

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "ledger/time.h"
#include "ledger/vocabulary.h"

namespace tools::wire {

/// One error in a body: where (RFC 6901), a stable code for programs, and a text for people.
///
/// The codes of Fields: `required`, `wrong_type`, `unknown_member`, `empty`, `too_long`,
/// `control_character`, `not_in_list`, `out_of_range`, `not_a_date`, `not_an_instant`,
/// `not_a_version`, `not_a_currency`.
struct FieldError {
  std::string pointer;
  std::string code;
  std::string detail;
  bool operator==(const FieldError&) const = default;
};

inline constexpr std::int64_t max_integer = (std::int64_t{1} << 53) - 1;
inline constexpr std::size_t max_text_bytes = 255;
/// For explanations written by people.
inline constexpr std::size_t max_explanation_bytes = 1'000;
/// The number of errors that one list or object may add, so that a million wrong elements do not
/// each get a report. An invalid object always has at least one.
inline constexpr std::size_t max_errors_per_value = 100;

/// `name` as a part of an RFC 6901 pointer.
std::string escaped_for_pointer(std::string_view name);

/// Reads the members of one JSON object and collects all errors in them, so that one response
/// reports everything. Each reader returns a value, an empty one after an error; whether the values
/// are valid is decided once, at the end, by whether errors were added.
///
/// A member that is null counts as absent. Texts are UTF-8, which the JSON parser ensures. The
/// object and the errors must outlive this; names are literals. One thread.
class Fields {
 public:
  Fields(const boost::json::object& object, std::string_view pointer,
         std::vector<FieldError>& errors);

  /// Not empty, at most `max_bytes`, no control characters.
  std::string text(std::string_view name, std::size_t max_bytes = max_text_bytes);
  /// The same, but may be absent or empty.
  std::string optional_text(std::string_view name, std::size_t max_bytes = max_text_bytes);

  /// A JSON integer: neither 1.0 nor 1e3.
  std::int64_t integer(std::string_view name, std::int64_t min, std::int64_t max);
  std::optional<std::int64_t> optional_integer(std::string_view name, std::int64_t min,
                                               std::int64_t max);

  bool boolean(std::string_view name, bool when_absent);
  std::optional<bool> optional_boolean(std::string_view name);

  ledger::Date date(std::string_view name);
  std::optional<ledger::Date> optional_date(std::string_view name);
  std::optional<ledger::Instant> optional_instant(std::string_view name);

  /// 1 to 8 numbers of at most 9 digits, separated by dots.
  std::string version(std::string_view name);
  /// Three capital letters.
  std::string currency(std::string_view name);

  /// One of the names of E.
  template <ledger::Named E>
  E choice(std::string_view name) {
    return static_cast<E>(index_of(name, ledger::Names<E>::list, std::nullopt));
  }
  template <ledger::Named E>
  E choice(std::string_view name, E when_absent) {
    return static_cast<E>(
        index_of(name, ledger::Names<E>::list, static_cast<std::size_t>(when_absent)));
  }

  /// A list of texts; empty if absent.
  std::vector<std::string> texts(std::string_view name);
  /// An object of texts, or of integers; empty if absent. Keys follow the rules of texts.
  std::map<std::string, std::string> text_map(std::string_view name);
  std::map<std::string, std::int64_t> integer_map(std::string_view name, std::int64_t min,
                                                  std::int64_t max);

  /// Calls `read` with each object of a list, which inherits ignore_unknown(), and then its done().
  /// With `min_count` 0 the list may be absent.
  void each(std::string_view name, std::size_t min_count, const std::function<void(Fields&)>& read);
  /// The results of `read` for each object of a list.
  template <class Read>
  auto list(std::string_view name, std::size_t min_count, Read read) {
    std::vector<std::invoke_result_t<Read&, Fields&>> all;
    each(name, min_count, [&](Fields& element) { all.push_back(read(element)); });
    return all;
  }

  /// The member itself; null if absent. For shapes that this class has no reader for.
  const boost::json::value* member(std::string_view name);
  /// The same; adds an error if it is absent.
  const boost::json::value* require(std::string_view name);

  /// Adds an error for this member, or for the object itself if `name` is empty.
  void problem(std::string_view name, std::string_view code, std::string detail);

  /// Disables done(), here and for lists that are read from now on.
  void ignore_unknown() { lenient_ = true; }
  /// Every member that was not read is an `unknown_member`. Call last.
  void done();

 private:
  struct ValueError;
  static std::optional<ValueError> check_text(std::string_view text, std::size_t max_bytes);
  static std::optional<ValueError> check_text(const boost::json::value& value,
                                              std::size_t max_bytes);
  static std::optional<ValueError> check_integer(const boost::json::value& value, std::int64_t min,
                                                 std::int64_t max);

  std::string pointer_to(std::string_view name) const;
  void add_error(std::string pointer, ValueError error);
  bool limit_reached(std::size_t errors_before) const;

  /// The list or object of that name; null if absent, or of another type, which is an error.
  const boost::json::array* array_at(std::string_view name);
  const boost::json::object* object_at(std::string_view name);
  /// The text of that name; nullopt if absent, or if it is an error.
  std::optional<std::string_view> string_at(std::string_view name, std::size_t max_bytes);
  std::size_t index_of(std::string_view name, std::span<const std::string_view> names,
                       std::optional<std::size_t> when_absent);

  const boost::json::object& object_;
  std::string pointer_;
  std::vector<FieldError>& errors_;
  std::vector<bool> was_read_;  // by index in the object
  bool lenient_ = false;
};

}  // namespace tools::wire
