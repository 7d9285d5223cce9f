#pragma once

#include <memory>
#include <optional>

#include "ledger/proof/log_files.h"
#include "ledger/proof/tree.h"
#include "ledger/store.h"

namespace ledger::proof {

/// The log of a data directory, opened only to be read: alongside a running server, or in a backup.
/// It stays as it was when it was opened.
struct ReadableLog {
  std::unique_ptr<Store> store;
  std::unique_ptr<Tree> tree;
  std::optional<NoteKey> key;  // absent: nothing was ever signed
  std::optional<SignedCheckpoint> checkpoint;
};

/// `not_found` if there is no ledger. `corrupt` if the tree does not fit the records, or does not
/// begin with what was last signed.
Result<ReadableLog> open_for_reading(const LogFiles& files);

}  // namespace ledger::proof
