#include "commands/write/saver.h"

#include <chrono>

namespace commands::write {

using ledger::ok;

namespace {

/// Saves that may be due while one is running.
constexpr std::uint64_t most_behind = 16;
/// Licenses to appraise before the last save.
constexpr std::size_t most_at_stop = 20'000;

}  // namespace

ledger::Result<void> Saver::save_if_due() {
  const std::uint64_t unsaved = state_.unsaved_events();
  if (unsaved < options_.every) return ok;
  const bool running =
      saving_.valid() && saving_.wait_for(std::chrono::seconds{0}) != std::future_status::ready;
  if (running && unsaved < options_.every * most_behind) return ok;
  LEDGER_RETURN_IF_FAILED(finish());
  start();
  return ok;
}

ledger::Result<void> Saver::save_all() {
  LEDGER_RETURN_IF_FAILED(finish());
  // The rest is appraised when the ledger is open again: a stop must not take minutes.
  state_.refresh_directory(most_at_stop);
  if (state_.failure()) return *state_.failure();
  start();
  LEDGER_RETURN_IF_FAILED(finish());
  // What is written but not flushed is derived again by the next start.
  static_cast<void>(store_.flush_derived());
  return ok;
}

void Saver::start() {
  saving_ = std::async(
      std::launch::async,
      [this, to_save = state_.save(options_.short_tail)]() mutable { return write(to_save); });
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
