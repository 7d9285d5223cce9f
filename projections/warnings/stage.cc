#include "projections/warnings/warnings.h"

namespace projections::warnings {

/// The current license expires soon, has expired, or is past its grace period.
void warn_of_stage(const reasons::Question& question, reasons::Reasons& reasons) {
  const state::License& license = question.license;
  const auto report = [&](ReasonCode code) {
    Reason reason{.code = code};
    reason.expires_on = license.current->set.expires_on;
    reason.days_left = reason.expires_on->days - date_of(question.at).days;
    if (question.full()) reason.evidence.push_back(license.current->stamp.evidence());
    reasons.push_back(std::move(reason));
  };
  switch (state::stage_at(license.current_set(), question.policy, question.at)) {
    case state::Stage::none:
    case state::Stage::valid:
      break;
    case state::Stage::warning:
      report(ReasonCode::expires_soon);
      break;
    case state::Stage::grace:
      report(ReasonCode::in_grace);
      break;
    case state::Stage::read_only:
      report(ReasonCode::read_only);
      break;
  }
}

}  // namespace projections::warnings
