#include "projections/warnings/warnings.h"

namespace projections {

/// The current license expires soon, has expired, or has been expired for too long.
void warn_of_stage(const Question& question, Reasons& reasons) {
  const License& license = question.license;
  const auto report = [&](ReasonCode code) {
    Reason reason{.code = code};
    reason.expires_on = license.current->set.expires_on;
    reason.days_left = reason.expires_on->days - date_of(question.at).days;
    if (question.full()) reason.evidence.push_back(license.current->stamp.evidence());
    reasons.push_back(std::move(reason));
  };
  switch (stage_at(license.current_set(), question.policy, question.at)) {
    case Stage::none:
    case Stage::valid:
      break;
    case Stage::warning:
      report(ReasonCode::expires_soon);
      break;
    case Stage::grace:
      report(ReasonCode::in_grace);
      break;
    case Stage::read_only:
      report(ReasonCode::read_only);
      break;
  }
}

}  // namespace projections
