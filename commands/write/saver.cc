#include "commands/write/saver.h"

namespace commands::write {

using ledger::ok;

ledger::Result<void> Saver::save_if_due() {
  if (state_.unsaved_events() < save_every_) return ok;
  LEDGER_RETURN_IF_FAILED(finish());
  start();
  return ok;
}

ledger::Result<void> Saver::save_all() {
  LEDGER_RETURN_IF_FAILED(finish());
  start();
  LEDGER_RETURN_IF_FAILED(finish());
  // What is written but not flushed is derived again by the next start.
  static_cast<void>(store_.flush_derived());
  return ok;
}

void Saver::start() {
  saving_ = std::async(std::launch::async,
                       [this, to_save = state_.save()]() mutable { return write(to_save); });
}

ledger::Result<void> Saver::write(live::ToSave& to_save) {
  LEDGER_RETURN_IF_FAILED(state_.complete(to_save));
  return store_.write_derived(to_save.entries);
}

ledger::Result<void> Saver::finish() {
  if (!saving_.valid()) return ok;
  LEDGER_RETURN_IF_FAILED(saving_.get());
  state_.saved();
  return ok;
}

}  // namespace commands::write
