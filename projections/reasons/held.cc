#include "projections/reasons/blocking_reasons.h"
#include "projections/reasons/citation.h"

namespace projections::reasons {

/// The pending number is on hold as wrong. A higher number supersedes the hold.
std::optional<Reason> Held::judge(const Question& question) {
  const state::License& license = question.license;
  if (!license.hold || license.hold->number != license.offered().number ||
      !state::has_pending(license)) {
    return std::nullopt;
  }
  Reason reason{.code = ReasonCode::held, .number = license.hold->number};
  if (question.full()) Citation{}.add(license.hold->stamp.evidence()).write_to(reason);
  return reason;
}

}  // namespace projections::reasons
