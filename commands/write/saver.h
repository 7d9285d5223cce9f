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
  /// `every`: events from one save to the next.
  Saver(ledger::Store& store, live::WriterState& state, std::uint64_t every)
      : store_(store), state_(state), every_(every) {}

  /// Starts a save if it is due and none is running. Waits for one only if the events that a start
  /// would have to apply are about to become too many.
  ledger::Result<void> save_if_due();
  /// Saves everything, and returns when it is on disk.
  ledger::Result<void> save_all();

 private:
  ledger::Result<void> start();
  ledger::Result<void> write(live::ToSave& to_save);
  ledger::Result<void> finish();

  ledger::Store& store_;
  live::WriterState& state_;
  const std::uint64_t every_;
  std::future<ledger::Result<void>> saving_;
};

}  // namespace commands::write
