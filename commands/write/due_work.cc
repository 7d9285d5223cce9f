#include "commands/write/due_work.h"

#include <string>
#include <vector>

#include "commands/write/dispatch.h"

namespace commands::write {

ledger::Result<bool> DueWork::bring_to(Instant target) {
  if (!own_time_) state_.move_to(target);
  for (;;) {
    LEDGER_ASSIGN_OR_RETURN(const auto due, state_.next_due());
    const bool is_due = due && *due <= target;
    if (!is_due && !state_.has_round()) break;
    if (tried_ >= most_in_one_step) return false;
    const std::size_t most = most_in_one_step - tried_;
    std::vector<std::string> next;
    // A round is finished before a later instant comes.
    if (is_due && (*due <= state_.now() || !state_.has_round())) {
      state_.move_to(own_time_ ? *due : target);
      LEDGER_ASSIGN_OR_RETURN(next, state_.let_take_effect(most));
    } else {
      LEDGER_ASSIGN_OR_RETURN(next, state_.take_from_round(most));
    }
    LEDGER_RETURN_IF_FAILED(recorder_.retry_pending(next));
    tried_ += next.size();
  }
  state_.move_to(target);
  return true;
}

ledger::Result<void> DueWork::try_first(const Command& command) {
  LEDGER_ASSIGN_OR_RETURN(const auto licenses, licenses_of(state_, command));
  return recorder_.retry_pending(licenses);
}

}  // namespace commands::write
