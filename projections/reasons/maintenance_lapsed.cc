#include "projections/reasons/maintenance_lapsed.h"

#include "projections/reasons/citation.h"
#include "projections/state/versions.h"

namespace projections::reasons {

Reasons maintenance_lapsed(const Question& question, std::string_view version) {
  const auto& agreements = question.license.agreements;
  const auto* covering = agreements.covering();
  const bool covered = covering != nullptr && state::covers(covering->value.version, version);
  if (covered && agreements.in_force(question.at)) return {};
  Reason reason{.code = ReasonCode::maintenance_lapsed};
  reason.version = std::string{version};
  if (covering != nullptr) {
    reason.covered = covering->value.version;
    if (question.full()) Citation{}.add(covering->stamp.evidence()).write_to(reason);
  }
  return {std::move(reason)};
}

}  // namespace projections::reasons
