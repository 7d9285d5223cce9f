#include "projections/license_summary.h"

#include "projections/boundaries.h"
#include "projections/reasons/blocking_reasons.h"

namespace projections {

std::optional<Standing> standing_of(const License& license, const Catalog& catalog, Instant at) {
  if (!license.registration) return std::nullopt;
  Question question{license, catalog, at};
  question.detail = Detail::matter;
  const auto reasons = blocking_reasons(question);
  Standing standing{.company_name = std::string{license.company_name()},
                    .stage = stage_at(license.current_set(), question.policy, at),
                    .can_be_activated = reasons.empty() && has_pending(license),
                    .good_until = next_boundary(license, question.policy, at)};
  for (const auto& reason : reasons) {
    standing.blocked_by |= 1U << static_cast<unsigned>(reason.code);
  }
  return standing;
}

bool wants_activation(const License& license) {
  return license.registration && license.registration->value.auto_update && has_pending(license);
}

}  // namespace projections
