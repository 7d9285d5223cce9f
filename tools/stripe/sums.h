#pragma once

#include <cstdint>
#include <map>
#include <string>

/// Stripe tells of money twice: one by one, and as a total so far. The single ones are believed;
/// what only the total tells is the rest.
namespace tools::stripe {

/// An amount from each instant (Unix seconds) on.
using Totals = std::map<std::int64_t, std::int64_t>;
/// The same for each of several, by id.
using Singles = std::map<std::string, Totals>;

/// What each total tells beyond the single ones, at its instant; never less than nothing. A single
/// one dated up to a minute later is part of the total: the instants come from different machines
/// of Stripe, in whole seconds. So nothing is counted twice, whichever of the two kinds are told.
Totals rests(const Totals& totals, const Singles& singles);

}  // namespace tools::stripe
