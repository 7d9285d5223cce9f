#include "projections/reasons/citation.h"
#include "projections/warnings/warnings.h"

namespace projections::warnings {

/// Onsite, and the last agreement in force ends soon.
std::optional<Reason> MaintenanceEndsSoon::judge(const reasons::Question& question) {
  const auto& binding = question.license.binding;
  if (!binding || binding->deployment != ledger::Deployment::onsite) return std::nullopt;
  const auto* agreement = question.license.agreements.last_ending(question.at);
  if (agreement == nullptr) return std::nullopt;
  const ledger::Date ends = *agreement->value.until;
  if (question.at < start_of(plus_days(ends, -maintenance_ends_soon_days))) return std::nullopt;
  Reason reason{.code = ReasonCode::maintenance_ends_soon};
  reason.expires_on = ends;
  reason.days_left = ends.days - date_of(question.at).days;
  reason.covered = agreement->value.version;
  if (question.full()) reasons::Citation{}.add(agreement->stamp.evidence()).write_to(reason);
  return reason;
}

std::optional<Instant> MaintenanceEndsSoon::next_change(const reasons::Question& question) {
  const auto end = question.license.agreements.last_end();
  if (!end) return std::nullopt;
  for (const auto& date : {plus_days(*end, -maintenance_ends_soon_days), *end}) {
    if (start_of(date) > question.at) return start_of(date);
  }
  return std::nullopt;
}

}  // namespace projections::warnings
