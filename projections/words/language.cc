#include "projections/words/language.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace projections::words {
namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Takes what stands before the next `separator` from the front of `text`.
std::string_view take_trimmed(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto taken = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  return trimmed(taken);
}

/// A weight of RFC 9110 in thousandths: `0` or `1`, with at most three decimals, at most 1.
std::optional<int> parse_weight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int thousandths = text[0] == '1' ? 1000 : 0;
  int unit = 100;
  for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (c < '0' || c > '9') return std::nullopt;
    thousandths += (c - '0') * unit;
    unit /= 10;
  }
  return thousandths <= 1000 ? std::optional{thousandths} : std::nullopt;
}

/// The weight that the parameters give, 1 where they give none.
std::optional<int> weight_of(std::string_view parameters) {
  while (!parameters.empty()) {
    auto value = take_trimmed(parameters, ';');
    const auto name = take_trimmed(value, '=');
    if (same_ignoring_case(name, "q")) return parse_weight(trimmed(value));
  }
  return 1000;
}

/// How much a language is wanted, and by the range at which place in the header.
struct Wanted {
  int weight = 0;
  std::size_t place = std::numeric_limits<std::size_t>::max();

  bool more_than(const Wanted& other) const {
    if (weight != other.weight) return weight > other.weight;
    return weight > 0 && place < other.place;
  }
};

void keep_better(std::optional<Wanted>& kept, const Wanted& offered) {
  if (!kept || offered.more_than(*kept)) kept = offered;
}

}  // namespace

Language language_from(std::string_view accept_language) {
  std::optional<Wanted> swedish;
  std::optional<Wanted> english;
  std::optional<Wanted> any;
  for (std::size_t place = 0; !accept_language.empty(); ++place) {
    auto parameters = take_trimmed(accept_language, ',');
    auto range = take_trimmed(parameters, ';');
    const auto weight = weight_of(parameters);
    if (!weight) continue;
    const auto language = take_trimmed(range, '-');
    if (same_ignoring_case(language, "sv")) keep_better(swedish, {*weight, place});
    if (same_ignoring_case(language, "en")) keep_better(english, {*weight, place});
    if (language == "*") keep_better(any, {*weight, place});
  }
  // The wildcard speaks of the languages that are not named.
  const Wanted others = any.value_or(Wanted{});
  return swedish.value_or(others).more_than(english.value_or(others)) ? Language::sv : Language::en;
}

}  // namespace projections::words
