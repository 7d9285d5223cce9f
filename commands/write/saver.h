#pragma once

#include <cstdint>
#include <future>

#include "commands/write/world.h"
#include "ledger/result.h"
#include "ledger/store.h"

namespace commands::write {

/// Saves the writer's picture now and then. The writer only gathers the entries; they are completed
/// and written by another thread, concurrently with the next batches. Used by the writer's thread.
/// A failure is that of a write: nothing more may be saved.
class Saver {
 public:
  /// Saves after every `save_every` events.
  Saver(ledger::Store& store, World& world, std::uint64_t save_every)
      : store_(store), world_(world), save_every_(save_every) {}

  /// Starts a save if it is due, when the one before it is finished.
  ledger::Result<void> save_if_due();
  /// Saves everything, and returns when it is on disk.
  ledger::Result<void> save_all();

 private:
  void start();
  ledger::Result<void> finish();

  ledger::Store& store_;
  World& world_;
  const std::uint64_t save_every_;
  std::future<ledger::Result<void>> saving_;
};

}  // namespace commands::write
