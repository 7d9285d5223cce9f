#include "tools/webhooks/log_step.h"

namespace tools::webhooks {

ledger::Result<bool> write_step(Deliveries& deliveries, const std::string& id,
                                const LogStep& step) {
  const auto edit = [&](Subscription& subscription, SideChanges& changes) {
    if (subscription.generation != step.generation) return false;
    subscription.progress = step.progress;
    for (const auto& [serial_number, condition] : step.conditions) {
      changes.push_back({condition_key(id, serial_number), to_text(condition)});
    }
    return true;
  };
  LEDGER_ASSIGN_OR_RETURN(const auto added,
                          deliveries.add(id, step.messages, ledger::system_now(), edit));
  return added.has_value();
}

}  // namespace tools::webhooks
