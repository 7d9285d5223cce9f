#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tools::stripe {

/// An amount as Stripe states it, in minor units of ISO 4217. Stripe counts most currencies as
/// ISO 4217 does, whether with no, two or three decimals. Three it counts in its own way: ISK and
/// UGX have no minor unit but are stated in hundredths, MGA has one but is stated whole.
///
/// Nothing where the amount is negative, is no whole number of minor units (a hundredth of a
/// króna), or is more than the ledger counts: it is never rounded. `currency`: three capital
/// letters.
std::optional<std::int64_t> minor_units(std::int64_t stripe_amount, std::string_view currency);

}  // namespace tools::stripe
