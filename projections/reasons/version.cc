#include "projections/reasons/blocking_reasons.h"
#include "projections/reasons/citation.h"
#include "projections/state/versions.h"

namespace projections::reasons {

/// Onsite, and the installed version is above the covered one. Without an agreement nothing is
/// covered.
std::optional<Reason> Version::judge(const Question& question) {
  const auto installation = state::installation_of(question.license);
  if (!installation || installation->deployment != ledger::Deployment::onsite) return std::nullopt;
  const auto* agreement = question.license.agreements.covering();
  if (agreement != nullptr && state::covers(agreement->value.version, installation->version)) {
    return std::nullopt;
  }
  Reason reason{.code = ReasonCode::version};
  reason.installed = installation->version;
  if (agreement != nullptr) reason.covered = agreement->value.version;
  if (question.full()) {
    Citation citation;
    citation.add(installation->version_set_by.evidence());
    if (agreement != nullptr) citation.add(agreement->stamp.evidence());
    citation.write_to(reason);
  }
  return reason;
}

}  // namespace projections::reasons
