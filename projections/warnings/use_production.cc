#include "projections/warnings/warnings.h"

namespace projections::warnings {

/// A trial, demo or test installation whose owner has a production installation: people may have
/// signed in to the wrong one.
void warn_to_use_production(const reasons::Question& question, reasons::Reasons& reasons) {
  const auto installation = state::installation_of(question.license);
  if (!installation || installation->kind == ledger::InstallationKind::production) return;
  for (const auto& production : question.production) {
    if (production.company_name != question.license.company_name()) continue;
    if (question.at < production.from || question.at >= production.to) continue;
    Reason reason{.code = ReasonCode::use_production,
                  .cust_id = production.cust_id,
                  .serial_number = production.serial_number};
    if (question.full()) {
      reason.evidence = production.evidence;
      reason.evidence.push_back(question.license.binding->stamp.evidence());
    }
    reasons.push_back(std::move(reason));
  }
}

}  // namespace projections::warnings
