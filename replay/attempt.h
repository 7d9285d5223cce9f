#pragma once

#include <optional>
#include <vector>

#include "ledger/event.h"

namespace replay {

using ledger::Instant;

/// An attempt to activate, as an event records it.
struct Attempt {
  std::optional<ledger::LicenseNumber> number;
  bool activated = false;
  ledger::ActivationMode mode{};
  Instant at;
  ledger::Position position;
  std::vector<ledger::Reason> reasons;  // as recorded, once they are dated; see refusal_dates.h
};

/// `nullopt` for any other event. Without reasons.
std::optional<Attempt> attempt_in(const ledger::RecordedEvent& event);

}  // namespace replay
