#include "projections/warnings/warnings.h"

#include "projections/reasons/excess.h"

namespace projections::warnings {
namespace {

using Rule = void (*)(const reasons::Question&, reasons::Reasons&);

/// In the order in which they are reported.
constexpr Rule rules[] = {warn_of_stage,           warn_of_payment_due,
                          warn_of_maintenance_end, warn_of_over_assignment,
                          warn_to_use_production,  warn_of_currency_mismatch};

}  // namespace

reasons::Reasons warnings(const reasons::Question& question) {
  reasons::Reasons reasons;
  for (const Rule rule : rules) rule(question, reasons);
  for (auto& reason : reasons) reasons::tidy_evidence(reason);
  return reasons;
}

/// As excess, against the current set: imported facts, carried seats or a changed definition can
/// put more people on a module than it has.
void warn_of_over_assignment(const reasons::Question& question, reasons::Reasons& reasons) {
  const state::LicenseSet nothing;
  const state::LicenseSet* current = question.license.current_set();
  reasons::find_excess_over(current != nullptr ? *current : nothing, ReasonCode::over_assigned,
                            question, reasons);
}

}  // namespace projections::warnings
