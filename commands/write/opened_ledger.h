#pragma once

#include <memory>
#include <string>

#include "commands/live/writer_state.h"
#include "ledger/directory.h"
#include "ledger/memory_shares.h"
#include "ledger/proof/checkpointer.h"
#include "ledger/proof/tree.h"
#include "ledger/store.h"
#include "ledger/stream_cache.h"

namespace commands::write {

/// A data directory, opened and caught up with its log: the sequencer writes to it, and questions
/// are answered from it.
struct OpenedLedger {
  ledger::MemoryShares memory;
  std::unique_ptr<ledger::Store> store;
  std::unique_ptr<ledger::proof::Tree> tree;
  std::unique_ptr<ledger::proof::Checkpointer> checkpointer;  // null if read only
  std::unique_ptr<ledger::StreamCache> streams;
  std::unique_ptr<ledger::Directory> directory;
  std::unique_ptr<live::WriterState> state;
};

struct OpenOptions {
  std::string key_path;  // of the key that signs checkpoints; empty: in the directory
  std::string origin;    // the log's public name; empty: as before, at first made from the key
  /// Threads that rehash the whole log before it is used; 0: check only its last records, and the
  /// tree against the last checkpoint.
  unsigned check_threads = 0;
  std::size_t memory = ledger::usual_memory;  // bytes
};

/// The two parts of open_ledger, for callers that inspect a directory before they trust it.
/// `open_store` leaves what is derived null. Read only, it opens no tree either and checks nothing:
/// an altered record is reported, with its position, when it is read. `catch_up` fails with
/// `invalid` if what is derived is of another version or unreadable, and changes nothing on disk.
ledger::Result<OpenedLedger> open_store(const std::string& directory, bool read_only,
                                        const OpenOptions& options = {});
ledger::Result<void> catch_up(OpenedLedger& opened);

/// Discards what is derived, rebuilds it from the whole log and puts it on disk. Not for a store
/// that is read only, nor while a sequencer runs. After a failure the next start rebuilds it.
ledger::Result<void> rebuild_derived(OpenedLedger& opened);

/// Opens the ledger in `directory`, creating it if there is none. The log must begin with what was
/// last signed; `corrupt` names the position where it does not. What is derived is rebuilt from the
/// log if it is of another version. `read_only` works alongside a running server and sees what was
/// synced when it opened.
ledger::Result<OpenedLedger> open_ledger(const std::string& directory, bool read_only,
                                         const OpenOptions& options = {});

}  // namespace commands::write
