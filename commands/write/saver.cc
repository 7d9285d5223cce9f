#include "commands/write/saver.h"

namespace commands::write {

using ledger::ok;

ledger::Result<void> Saver::save_if_due() {
  if (world_.unsaved_events() < save_every_) return ok;
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
  saving_ = std::async(std::launch::async, [this, entries = world_.save()]() mutable {
    world_.complete(entries);
    return store_.write_derived(entries);
  });
}

ledger::Result<void> Saver::finish() {
  if (!saving_.valid()) return ok;
  LEDGER_RETURN_IF_FAILED(saving_.get());
  world_.saved();
  return ok;
}

}  // namespace commands::write
