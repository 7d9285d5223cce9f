#include "projections/license_summary.h"

#include "projections/boundaries.h"
#include "projections/reasons/blocking_reasons.h"

namespace projections {

std::optional<LicenseSummary> summarize(const state::License& license,
                                        const state::Catalog& catalog, Instant at) {
  if (!license.registration) return std::nullopt;
  reasons::Question question{license, catalog, at};
  question.detail = reasons::Detail::matter;
  const auto reasons = reasons::blocking_reasons(question);
  LicenseSummary summary{.company_name = std::string{license.company_name()},
                         .stage = state::stage_at(license.current_set(), question.policy, at),
                         .can_be_activated = reasons.empty() && has_pending(license),
                         .good_until = next_boundary(question)};
  for (const auto& reason : reasons) summary.blocked_by.insert(reason.code);
  return summary;
}

bool wants_activation(const state::License& license) {
  return license.registration && license.registration->value.auto_update && has_pending(license);
}

}  // namespace projections
