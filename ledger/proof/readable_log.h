#pragma once

#include <memory>
#include <optional>

#include "ledger/proof/checkpointer.h"
#include "ledger/proof/tree.h"
#include "ledger/store.h"

namespace ledger::proof {

/// The log of a data directory as one reads it who need not write: beside a running server, or of a
/// backup. It is as it was when it was opened.
struct ReadableLog {
  std::unique_ptr<Store> store;
  std::unique_ptr<Tree> tree;
  std::optional<NoteKey> key;  // none where nothing was ever signed
  std::optional<SignedCheckpoint> checkpoint;
};

/// `not_found` where there is no ledger. `corrupt` where the tree does not fit the records, or does
/// not begin with what was last signed.
Result<ReadableLog> open_for_reading(const LogFiles& files);

}  // namespace ledger::proof
