#include "projections/words/money.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace projections::words {
namespace {

using namespace std::string_view_literals;

constexpr std::array whole{"BIF"sv, "CLP"sv, "DJF"sv, "GNF"sv, "ISK"sv, "JPY"sv,
                           "KMF"sv, "KRW"sv, "PYG"sv, "RWF"sv, "UGX"sv, "UYI"sv,
                           "VND"sv, "VUV"sv, "XAF"sv, "XOF"sv, "XPF"sv};
constexpr std::array thousandths{"BHD"sv, "IQD"sv, "JOD"sv, "KWD"sv, "LYD"sv, "OMR"sv, "TND"sv};

constexpr auto no_break_space = "\u00A0"sv;

std::string grouped(std::string_view digits, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % 3 == 0) text += separator;
    text += digits[i];
  }
  return text;
}

}  // namespace

int decimals_of(std::string_view currency) {
  if (std::ranges::find(whole, currency) != whole.end()) return 0;
  if (std::ranges::find(thousandths, currency) != thousandths.end()) return 3;
  return 2;
}

std::string money(std::int64_t amount, std::string_view currency, Language language) {
  const bool english = language == Language::en;
  // Unsigned, as the smallest integer has no positive counterpart.
  const auto minor =
      amount < 0 ? 0 - static_cast<std::uint64_t>(amount) : static_cast<std::uint64_t>(amount);
  const auto decimals = static_cast<std::size_t>(decimals_of(currency));
  const auto digits = fmt::format("{:0>{}}", minor, decimals + 1);
  const auto point = digits.size() - decimals;

  std::string text = amount < 0 ? "-" : "";
  text += grouped(std::string_view{digits}.substr(0, point), english ? ","sv : no_break_space);
  if (decimals != 0) {
    text += english ? "." : ",";
    text += std::string_view{digits}.substr(point);
  }
  return english ? fmt::format("{} {}", currency, text)
                 : fmt::format("{}{}{}", text, no_break_space, currency);
}

}  // namespace projections::words
