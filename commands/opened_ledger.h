#pragma once

#include <memory>
#include <string>

#include "commands/world.h"
#include "ledger/store.h"
#include "projections/directory.h"
#include "projections/histories.h"

namespace commands {

/// A data directory, opened and caught up with its log: what the sequencer writes to and what
/// questions are asked of.
struct OpenedLedger {
  std::unique_ptr<ledger::Store> store;
  std::unique_ptr<projections::Histories> histories;
  std::unique_ptr<projections::Directory> directory;
  std::unique_ptr<World> world;
};

/// Opens the ledger kept in `directory`, making it where there is none. What is derived and of
/// another version is made again from the log. `read_only` works beside a running server and sees
/// what was synced when it opened.
ledger::Result<OpenedLedger> open_ledger(const std::string& directory, bool read_only);

}  // namespace commands
