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

/// One thing wrong with a body: where (RFC 6901), what (stable, for programs) and in words.
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
/// For what people write to explain something.
inline constexpr std::size_t max_explanation_bytes = 1'000;
/// How many errors one list or object may add: whoever sends a million wrong elements is not told
/// of each. An object with any error still always has at least one.
inline constexpr std::size_t max_errors_per_value = 100;

/// `name` as a part of an RFC 6901 pointer.
std::string escaped_for_pointer(std::string_view name);

/// Reads the members of one JSON object and collects what is wrong with them, so that a sender is
/// told everything at once. Each reader answers a value in any case, an empty one where it
/// complained; whether to believe it is decided once, at the end, by whether errors were added.
///
/// A member that is null counts as absent. Texts are UTF-8, which the JSON parser has seen to.
/// The object and the errors must outlive this; names are literals. For one thread.
class Fields {
 public:
  Fields(const boost::json::object& object, std::string_view pointer,
         std::vector<FieldError>& errors);

  /// Not empty, at most `max_bytes`, no control characters.
  std::string text(std::string_view name, std::size_t max_bytes = max_text_bytes);
  /// The same where it is present and not empty; else empty.
  std::string optional_text(std::string_view name, std::size_t max_bytes = max_text_bytes);

  /// Written as a JSON integer: neither 1.0 nor 1e3.
  std::int64_t integer(std::string_view name, std::int64_t min, std::int64_t max);
  std::optional<std::int64_t> optional_integer(std::string_view name, std::int64_t min,
                                               std::int64_t max);

  bool boolean(std::string_view name, bool when_absent);
  std::optional<bool> optional_boolean(std::string_view name);

  ledger::Date date(std::string_view name);
  std::optional<ledger::Date> optional_date(std::string_view name);
  std::optional<ledger::Instant> optional_instant(std::string_view name);

  /// 1 to 8 numbers of at most 9 digits with dots between them.
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

  /// A list of texts; empty where absent.
  std::vector<std::string> texts(std::string_view name);
  /// An object of texts, of integers; empty where absent. The keys are texts too.
  std::map<std::string, std::string> text_map(std::string_view name);
  std::map<std::string, std::int64_t> integer_map(std::string_view name, std::int64_t min,
                                                  std::int64_t max);

  /// Hands each object of a list to `read`, with pointers of its own and as lenient as this one,
  /// and sees to its done(). With `min_count` 0 the list may be absent.
  void each(std::string_view name, std::size_t min_count, const std::function<void(Fields&)>& read);
  /// What `read` makes of each object of a list.
  template <class Read>
  auto list(std::string_view name, std::size_t min_count, Read read) {
    std::vector<std::invoke_result_t<Read&, Fields&>> all;
    each(name, min_count, [&](Fields& element) { all.push_back(read(element)); });
    return all;
  }

  /// The member as it stands; null when absent. For shapes that this class has no word for.
  const boost::json::value* member(std::string_view name);
  /// The same, and complains when it is absent.
  const boost::json::value* require(std::string_view name);

  /// Adds an error of this member, or with an empty name of the object itself.
  void problem(std::string_view name, std::string_view code, std::string detail);

  /// Makes done() say nothing, here and in lists that are read from now on.
  void ignore_unknown() { lenient_ = true; }
  /// Every member that was never asked for is an `unknown_member`. Call it last.
  void done();

 private:
  struct Complaint;
  static std::optional<Complaint> about_text(std::string_view text, std::size_t max_bytes);
  static std::optional<Complaint> about_text(const boost::json::value& value,
                                             std::size_t max_bytes);
  static std::optional<Complaint> about_integer(const boost::json::value& value, std::int64_t min,
                                                std::int64_t max);

  std::string pointer_to(std::string_view name) const;
  void complain(std::string pointer, Complaint complaint);
  bool enough_since(std::size_t before) const;

  /// The list or object of that name; null when absent or something else, which is complained of.
  const boost::json::array* array_of(std::string_view name);
  const boost::json::object* object_of(std::string_view name);
  /// The text of that name where there is one; nothing when absent or when complained of.
  std::optional<std::string_view> string_of(std::string_view name, std::size_t max_bytes);
  std::size_t index_of(std::string_view name, std::span<const std::string_view> names,
                       std::optional<std::size_t> when_absent);

  const boost::json::object& object_;
  std::string pointer_;
  std::vector<FieldError>& errors_;
  std::vector<bool> asked_;  // by place in the object
  bool lenient_ = false;
};

}  // namespace tools::wire
