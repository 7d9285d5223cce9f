#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "ledger/time.h"

/// Stripe reports money twice: as individual amounts, and as a running total. The individual
/// amounts are taken as they are; what the total has beyond them is the remainder.
namespace tools::stripe {

/// The amount that holds from each instant on.
using AmountTimeline = std::map<ledger::Instant, std::int64_t>;
using AmountsById = std::map<std::string, AmountTimeline>;

/// What each total has beyond the individual amounts, at its instant; never negative. An individual
/// amount dated up to a minute later is part of the total: Stripe's machines differ in their
/// clocks, and state whole seconds. So nothing is counted twice, whichever of the two Stripe sends.
AmountTimeline remainders(const AmountTimeline& totals, const AmountsById& individual);

}  // namespace tools::stripe
