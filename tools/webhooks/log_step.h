#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/webhooks/deliveries.h"

namespace tools::webhooks {

/// One step of a follower along the log, with everything that came of it.
struct LogStep {
  std::uint64_t generation = 0;  // of the subscription that was followed
  LogProgress progress;
  std::map<std::string, Condition> conditions;  // by serial number
  std::vector<WebhookMessage> messages;
};

/// Writes the step for the subscription `id`: its progress, conditions and messages are one write,
/// so that what a crash interrupts is done again from the same place. Returns false, and writes
/// nothing, if the subscription was removed meanwhile or is of another generation.
ledger::Result<bool> write_step(Deliveries& deliveries, const std::string& id, const LogStep& step);

}  // namespace tools::webhooks
