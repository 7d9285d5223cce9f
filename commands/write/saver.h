#pragma once

#include <cstdint>
#include <future>

#include "commands/live/writer_state.h"
#include "ledger/result.h"
#include "ledger/store.h"

namespace commands::write {

/// Saves what the writer knows now and then. The writer only gathers what has changed; another
/// thread makes the snapshots and writes all of it, concurrently with the next batches. Used by the
/// writer's thread. A failure is that of a read or a write: nothing more may be saved.
class Saver {
 public:
  /// Saves after every `save_every` events.
  Saver(ledger::Store& store, live::WriterState& state, std::uint64_t save_every)
      : store_(store), state_(state), save_every_(save_every) {}

  /// Starts a save if it is due, when the one before it is finished.
  ledger::Result<void> save_if_due();
  /// Saves everything, and returns when it is on disk.
  ledger::Result<void> save_all();

 private:
  void start();
  ledger::Result<void> write(live::ToSave& to_save);
  ledger::Result<void> finish();

  ledger::Store& store_;
  live::WriterState& state_;
  const std::uint64_t save_every_;
  std::future<ledger::Result<void>> saving_;
};

}  // namespace commands::write
