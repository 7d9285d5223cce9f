#include "projections/reasons/excess.h"
#include "projections/warnings/warnings.h"

namespace projections::warnings {

/// Like excess, against the current set: imported facts, carried seats or a changed definition can
/// put more people on a module than it has seats.
void warn_of_over_assignment(const reasons::Question& question, reasons::Reasons& reasons) {
  const state::LicenseSet nothing;
  const auto& activation = question.license.current;
  const state::LicenseSet& current = activation ? activation->set : nothing;
  for (const auto& module : reasons::modules_in_excess(current, question)) {
    Reason reason = reasons::excess_of(module, ReasonCode::over_assigned, question);
    reason.total = module.total;
    if (question.full()) {
      if (activation) {
        reason.evidence.push_back(activation->stamp.evidence());
      } else {
        reason.evidence = reasons::evidence_of_seats(module, question);
      }
    }
    reasons.push_back(std::move(reason));
  }
}

}  // namespace projections::warnings
