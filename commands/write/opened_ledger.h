#pragma once

#include <memory>
#include <string>

#include "commands/write/world.h"
#include "ledger/proof/checkpointer.h"
#include "ledger/proof/tree.h"
#include "ledger/store.h"
#include "ledger/stream_cache.h"
#include "projections/directory.h"

namespace commands::write {

/// A data directory, opened and caught up with its log: what the sequencer writes to and what
/// questions are asked of.
struct OpenedLedger {
  std::unique_ptr<ledger::Store> store;
  std::unique_ptr<ledger::proof::Tree> tree;
  std::unique_ptr<ledger::proof::Checkpointer> checkpointer;  // none where it is only read
  std::unique_ptr<ledger::StreamCache> streams;
  std::unique_ptr<projections::Directory> directory;
  std::unique_ptr<World> world;
};

struct OpenOptions {
  std::string key_path;  // of the key that signs checkpoints; empty: in the directory
  std::string origin;    // the log's name outside; empty: as before, at first made of the key
  /// Threads that hash the whole log again before it is used; 0: only its last records, and the
  /// tree against the last checkpoint.
  unsigned check_threads = 0;
};

/// The parts of open_ledger, for whoever looks at what is kept before he trusts it. `open_store`
/// leaves what is derived null. Read only, it opens no tree either and holds the log against
/// nothing: whoever reads a record that was altered then names its position. `catch_up` fails as
/// `invalid` when what is derived is of another version or cannot be read, and changes nothing on
/// disk.
ledger::Result<OpenedLedger> open_store(const std::string& directory, bool read_only,
                                        const OpenOptions& options = {});
ledger::Result<void> catch_up(OpenedLedger& opened);

/// Throws away what is derived, makes it again from the whole log and puts it on disk. Not for a
/// store that is read only, nor beside a sequencer. After a failure it is made by the next start.
ledger::Result<void> rebuild_derived(OpenedLedger& opened);

/// Opens the ledger kept in `directory`, making it where there is none. It must begin with what was
/// last signed: `corrupt` names where it does not. What is derived and of another version is made
/// again from the log. `read_only` works beside a running server and sees what was synced when it
/// opened.
ledger::Result<OpenedLedger> open_ledger(const std::string& directory, bool read_only,
                                         const OpenOptions& options = {});

}  // namespace commands::write
