#include "projections/boundaries.h"

#include "projections/reasons/blocking_reasons.h"
#include "projections/warnings/warnings.h"

namespace projections {
namespace {

/// When the notice of an automatic activation ends.
std::optional<Instant> notice_end(const reasons::Question& question) {
  const auto& current = question.license.current;
  if (!current) return std::nullopt;
  const Instant end =
      plus_days(current->stamp.effective_at(), question.policy.activated_notice_days);
  return end > question.at ? std::optional{end} : std::nullopt;
}

}  // namespace

std::optional<Instant> next_boundary(const reasons::Question& question) {
  return reasons::earlier(
      notice_end(question),
      reasons::earlier(reasons::next_change_of(reasons::blocking_rules(), question),
                       reasons::next_change_of(warnings::warning_rules(), question)));
}

}  // namespace projections
