#include "projections/words/language.h"

#include <algorithm>
#include <array>
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

/// Removes the text up to the next `separator` from the front of `text` and returns it trimmed.
std::string_view take_trimmed(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const auto taken = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  return trimmed(taken);
}

/// A weight of RFC 9110 in thousandths: `0` or `1`, at most three decimals, at most 1.
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

/// The weight among the parameters, 1 where there is none; `nullopt` if malformed.
std::optional<int> weight_of(std::string_view parameters) {
  while (!parameters.empty()) {
    auto value = take_trimmed(parameters, ';');
    const auto name = take_trimmed(value, '=');
    if (same_ignoring_case(name, "q")) return parse_weight(trimmed(value));
  }
  return 1000;
}

/// The weight of a language, and the place in the header of the range that gives it.
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
  std::array<std::optional<Wanted>, ledger::enumerator_count<Language>> wanted;
  std::optional<Wanted> any;
  for (std::size_t place = 0; !accept_language.empty(); ++place) {
    auto parameters = take_trimmed(accept_language, ',');
    auto range = take_trimmed(parameters, ';');
    const auto weight = weight_of(parameters);
    if (!weight) continue;
    const auto tag = take_trimmed(range, '-');
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (same_ignoring_case(tag, ledger::Names<Language>::list[i])) {
        keep_better(wanted[i], {*weight, place});
      }
    }
    if (tag == "*") keep_better(any, {*weight, place});
  }
  // The wildcard stands for the languages that are not named.
  const Wanted others = any.value_or(Wanted{});
  std::size_t best = 0;
  for (std::size_t i = 1; i < wanted.size(); ++i) {
    if (wanted[i].value_or(others).more_than(wanted[best].value_or(others))) best = i;
  }
  return static_cast<Language>(best);
}

Language language_of_locale(std::string_view locale) {
  const auto tag = locale.substr(0, locale.find_first_of("_."));
  return ledger::named<Language>(tag).value_or(Language{});
}

}  // namespace projections::words
