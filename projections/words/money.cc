#include "projections/words/money.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "projections/words/wording.h"

namespace projections::words {
namespace {

using namespace std::string_view_literals;

constexpr std::array whole{"BIF"sv, "CLP"sv, "DJF"sv, "GNF"sv, "ISK"sv, "JPY"sv,
                           "KMF"sv, "KRW"sv, "PYG"sv, "RWF"sv, "UGX"sv, "UYI"sv,
                           "VND"sv, "VUV"sv, "XAF"sv, "XOF"sv, "XPF"sv};
constexpr std::array thousandths{"BHD"sv, "IQD"sv, "JOD"sv, "KWD"sv, "LYD"sv, "OMR"sv, "TND"sv};

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
  const Wording& words = wording_of(language);
  // Unsigned, as the smallest integer has no positive counterpart.
  const auto minor =
      amount < 0 ? 0 - static_cast<std::uint64_t>(amount) : static_cast<std::uint64_t>(amount);
  const auto decimals = static_cast<std::size_t>(decimals_of(currency));
  const auto digits = fmt::format("{:0>{}}", minor, decimals + 1);
  const auto point = digits.size() - decimals;

  std::string number = amount < 0 ? "-" : "";
  number += grouped(std::string_view{digits}.substr(0, point), words.group);
  if (decimals != 0) {
    number += words.decimal_sign;
    number += std::string_view{digits}.substr(point);
  }
  return fmt::format(fmt::runtime(std::string_view{words.amount}), currency, number);
}

}  // namespace projections::words
