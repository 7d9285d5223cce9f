#include "replay/attempt.h"

namespace replay {

std::optional<Attempt> attempt_in(const ledger::RecordedEvent& event) {
  Attempt attempt{.at = event.effective_at, .position = event.position, .reasons = {}};
  if (const auto* activated = std::get_if<ledger::LicenseActivated>(&event.data)) {
    attempt.number = activated->number;
    attempt.activated = true;
    attempt.mode = activated->mode;
    return attempt;
  }
  if (const auto* blocked = std::get_if<ledger::ActivationBlocked>(&event.data)) {
    attempt.number = blocked->number;
    attempt.mode = blocked->mode;
    return attempt;
  }
  return std::nullopt;
}

}  // namespace replay
