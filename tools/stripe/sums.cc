#include "tools/stripe/sums.h"

#include <algorithm>

namespace tools::stripe {
namespace {

constexpr std::int64_t same_moment_s = 60;

std::int64_t amount_at(const Totals& amounts, std::int64_t at) {
  const auto after = amounts.upper_bound(at);
  return after == amounts.begin() ? 0 : std::prev(after)->second;
}

/// What one contributes to a total of that instant: dated a little later, its first amount.
std::int64_t part_of_total(const Totals& amounts, std::int64_t at) {
  const std::int64_t now = amount_at(amounts, at);
  if (now != 0 || amounts.empty() || amounts.begin()->first <= at) return now;
  return amounts.begin()->first <= at + same_moment_s ? amounts.begin()->second : 0;
}

}  // namespace

Totals rests(const Totals& totals, const Singles& singles) {
  Totals rest;
  for (const auto& [at, total] : totals) {
    std::int64_t known = 0;
    for (const auto& [id, amounts] : singles) known += part_of_total(amounts, at);
    rest[at] = std::max<std::int64_t>(0, total - known);
  }
  return rest;
}

}  // namespace tools::stripe
