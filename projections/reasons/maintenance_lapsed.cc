#include "projections/reasons/maintenance_lapsed.h"

#include <algorithm>

#include "projections/state/versions.h"

namespace projections::reasons {

Reasons maintenance_lapsed(const Question& question, std::string_view version) {
  const auto* covering = state::covering_agreement(question.license);
  const bool covered = covering != nullptr && state::covers(covering->value.version, version);
  const bool in_force = std::ranges::any_of(question.license.agreements, [&](const auto& entry) {
    const auto& until = entry.second.value.until;
    return !until || question.at < start_of(*until);
  });
  if (covered && in_force) return {};
  Reason reason{.code = ReasonCode::maintenance_lapsed};
  reason.version = std::string{version};
  if (covering != nullptr) {
    reason.covered = covering->value.version;
    if (question.full()) reason.evidence.push_back(covering->stamp.evidence());
  }
  return {std::move(reason)};
}

}  // namespace projections::reasons
