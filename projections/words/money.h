#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "projections/words/language.h"

namespace projections::words {

/// The number of decimals of the currency (ISO 4217): 0 or 3 for those listed, 2 for all others.
int decimals_of(std::string_view currency);

/// An amount in minor units as people write it: `SEK 120,000.00` in English, `120 000,00 SEK` in
/// Swedish. The Swedish spaces are no-break spaces (U+00A0), so that an amount stays on one line.
std::string money(std::int64_t amount, std::string_view currency, Language language);

}  // namespace projections::words
