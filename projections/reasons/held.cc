#include "projections/reasons/blocking_reasons.h"

namespace projections::reasons {

/// The pending number is on hold as wrong. A higher number supersedes the hold.
void find_held(const Question& question, Reasons& reasons) {
  const state::License& license = question.license;
  if (!license.hold || license.hold->number != license.offered().number ||
      !state::has_pending(license)) {
    return;
  }
  Reason reason{.code = ReasonCode::held, .number = license.hold->number};
  if (question.full()) reason.evidence.push_back(license.hold->stamp.evidence());
  reasons.push_back(std::move(reason));
}

}  // namespace projections::reasons
