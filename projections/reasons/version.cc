#include "projections/reasons/blocking_reasons.h"
#include "projections/state/versions.h"

namespace projections::reasons {

/// Onsite, and the installed version is above the covered one. Without an agreement nothing is
/// covered.
void find_version(const Question& question, Reasons& reasons) {
  const auto installation = state::installation_of(question.license);
  if (!installation || installation->deployment != ledger::Deployment::onsite) return;
  const auto* agreement = state::covering_agreement(question.license);
  if (agreement != nullptr && state::covers(agreement->value.version, installation->version))
    return;
  Reason reason{.code = ReasonCode::version};
  reason.installed = installation->version;
  if (agreement != nullptr) reason.covered = agreement->value.version;
  if (question.full()) {
    reason.evidence.push_back(installation->version_set_by.evidence());
    if (agreement != nullptr) reason.evidence.push_back(agreement->stamp.evidence());
  }
  reasons.push_back(std::move(reason));
}

}  // namespace projections::reasons
