#include "projections/warnings/warnings.h"

namespace projections::warnings {

const state::Register<ledger::MaintenanceAgreed>* last_ending_agreement(
    const state::License& license, Instant at) {
  const state::Register<ledger::MaintenanceAgreed>* last = nullptr;
  for (const auto& [agreement_id, agreement] : license.agreements) {
    const auto& until = agreement.value.until;
    if (agreement.stamp.effective_at() > at) continue;
    if (!until) return nullptr;
    if (start_of(*until) <= at) continue;
    if (last == nullptr || *until > *last->value.until) last = &agreement;
  }
  return last;
}

/// Onsite, and the last agreement in force ends soon.
void warn_of_maintenance_end(const reasons::Question& question, reasons::Reasons& reasons) {
  const auto& binding = question.license.binding;
  if (!binding || binding->deployment != ledger::Deployment::onsite) return;
  const auto* agreement = last_ending_agreement(question.license, question.at);
  if (agreement == nullptr) return;
  const ledger::Date ends = *agreement->value.until;
  if (question.at < start_of(plus_days(ends, -maintenance_ends_soon_days))) return;
  Reason reason{.code = ReasonCode::maintenance_ends_soon};
  reason.expires_on = ends;
  reason.days_left = ends.days - date_of(question.at).days;
  reason.covered = agreement->value.version;
  if (question.full()) reason.evidence.push_back(agreement->stamp.evidence());
  reasons.push_back(std::move(reason));
}

}  // namespace projections::warnings
