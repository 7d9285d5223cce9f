#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tools::stripe {

/// Converts an amount from Stripe into ISO 4217 minor units. Stripe states most currencies in these
/// already, with no, two or three decimals. The exceptions are ISK and UGX, which have no minor
/// unit but are stated in hundredths, and MGA, which has one but is stated in whole units.
///
/// `currency` is three capital letters. Returns nullopt if the amount is negative, not a whole
/// number of minor units (a hundredth of a króna), or too large for the ledger; never rounds.
std::optional<std::int64_t> minor_units(std::int64_t stripe_amount, std::string_view currency);

}  // namespace tools::stripe
