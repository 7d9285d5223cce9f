#include "projections/reasons/citation.h"
#include "projections/warnings/warnings.h"

namespace projections::warnings {
namespace {

std::optional<ReasonCode> code_of(state::Stage stage) {
  switch (stage) {
    case state::Stage::none:
    case state::Stage::valid:
      break;
    case state::Stage::warning:
      return ReasonCode::expires_soon;
    case state::Stage::grace:
      return ReasonCode::in_grace;
    case state::Stage::read_only:
      return ReasonCode::read_only;
  }
  return std::nullopt;
}

}  // namespace

/// The current license expires soon, has expired, or is past its grace period.
std::optional<Reason> StageReached::judge(const reasons::Question& question) {
  const state::License& license = question.license;
  const auto code = code_of(stage_at(license.current_set(), question.policy, question.at));
  if (!code) return std::nullopt;
  Reason reason{.code = *code};
  reason.expires_on = license.current->set.expires_on;
  reason.days_left = reason.expires_on->days - date_of(question.at).days;
  if (question.full()) {
    reasons::Citation{}.add(license.current->stamp.evidence()).write_to(reason);
  }
  return reason;
}

std::optional<Instant> StageReached::next_change(const reasons::Question& question) {
  const auto* current = question.license.current_set();
  if (current == nullptr) return std::nullopt;
  const auto dates = state::dates_of(*current, question.policy);
  std::optional<Instant> next;
  for (const auto& date : {dates.warn_from, dates.expires_on, dates.grace_until}) {
    if (date && start_of(*date) > question.at) next = reasons::earlier(next, start_of(*date));
  }
  return next;
}

}  // namespace projections::warnings
