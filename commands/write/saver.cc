#include "commands/write/saver.h"

#include <chrono>
#include <utility>

namespace commands::write {

using ledger::ok;

namespace {

/// Saves that may be due while one is running.
constexpr std::uint64_t most_behind = 16;

}  // namespace

ledger::Result<void> Saver::save_if_due() {
  const std::uint64_t unsaved = state_.unsaved_changes();
  if (unsaved < every_) return ok;
  const bool running =
      saving_.valid() && saving_.wait_for(std::chrono::seconds{0}) != std::future_status::ready;
  if (running && unsaved < every_ * most_behind) return ok;
  LEDGER_RETURN_IF_FAILED(finish());
  return start();
}

ledger::Result<void> Saver::save_all() {
  LEDGER_RETURN_IF_FAILED(finish());
  LEDGER_RETURN_IF_FAILED(start());
  LEDGER_RETURN_IF_FAILED(finish());
  // What is written but not flushed is derived again by the next start.
  static_cast<void>(store_.flush_derived());
  return ok;
}

ledger::Result<void> Saver::start() {
  LEDGER_ASSIGN_OR_RETURN(auto gathered, state_.save());
  saving_ = std::async(std::launch::async,
                       [this, to_save = std::move(gathered)]() mutable { return write(to_save); });
  return ok;
}

ledger::Result<void> Saver::write(live::ToSave& to_save) {
  LEDGER_RETURN_IF_FAILED(state_.complete(to_save));
  return live::write_saved(store_, to_save);
}

ledger::Result<void> Saver::finish() {
  if (!saving_.valid()) return ok;
  LEDGER_RETURN_IF_FAILED(saving_.get());
  state_.saved();
  return ok;
}

}  // namespace commands::write
