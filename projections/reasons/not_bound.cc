#include "projections/reasons/blocking_reasons.h"
#include "projections/reasons/citation.h"

namespace projections::reasons {

/// No installation is bound to the serial number.
std::optional<Reason> NotBound::judge(const Question& question) {
  const state::License& license = question.license;
  if (license.binding) return std::nullopt;
  Reason reason{.code = ReasonCode::not_bound};
  if (question.full()) {
    Citation citation;
    if (license.registration) citation.add(license.registration->stamp.evidence());
    if (license.released) citation.add(license.released->evidence());
    citation.write_to(reason);
  }
  return reason;
}

}  // namespace projections::reasons
