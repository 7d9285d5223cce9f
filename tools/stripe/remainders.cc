#include "tools/stripe/remainders.h"

#include <algorithm>

namespace tools::stripe {
namespace {

using ledger::Instant;

constexpr std::int64_t tolerance_micros = 60'000'000;

std::int64_t amount_at(const AmountTimeline& amounts, Instant at) {
  const auto after = amounts.upper_bound(at);
  return after == amounts.begin() ? 0 : std::prev(after)->second;
}

/// What one amount contributes to a total at `at`: its first value if it is dated a little later.
std::int64_t part_of_total(const AmountTimeline& amounts, Instant at) {
  const std::int64_t now = amount_at(amounts, at);
  if (now != 0 || amounts.empty() || amounts.begin()->first <= at) return now;
  const bool near = amounts.begin()->first.micros <= at.micros + tolerance_micros;
  return near ? amounts.begin()->second : 0;
}

}  // namespace

AmountTimeline remainders(const AmountTimeline& totals, const AmountsById& individual) {
  AmountTimeline remaining;
  for (const auto& [at, total] : totals) {
    std::int64_t known = 0;
    for (const auto& [id, amounts] : individual) known += part_of_total(amounts, at);
    remaining[at] = std::max<std::int64_t>(0, total - known);
  }
  return remaining;
}

}  // namespace tools::stripe
