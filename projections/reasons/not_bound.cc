#include "projections/reasons/blocking_reasons.h"

namespace projections::reasons {

/// No installation is bound to the serial number.
void find_not_bound(const Question& question, Reasons& reasons) {
  const state::License& license = question.license;
  if (license.binding) return;
  Reason reason{.code = ReasonCode::not_bound};
  if (question.full()) {
    if (license.registration) reason.evidence.push_back(license.registration->stamp.evidence());
    if (license.released) reason.evidence.push_back(license.released->evidence());
  }
  reasons.push_back(std::move(reason));
}

}  // namespace projections::reasons
