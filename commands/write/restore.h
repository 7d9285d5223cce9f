#pragma once

#include <string>

#include "ledger/proof/checkpoint.h"
#include "ledger/result.h"

namespace commands::write {

struct Restoration {
  std::string directory;
  std::string key_path;  // of the key that signs checkpoints; empty: in the directory
  std::string origin;    // to go on under; empty: the one before with a number
  std::string reason;
  std::string actor;  // `role:name`
};

/// What a log was known as before, and how long it was then.
struct Restored {
  std::string origin_before;
  std::uint64_t signed_size = 0;
  ledger::proof::Checkpoint now;
};

/// Has a ledger go on from a log that is older than what was once signed: checks all that is there,
/// gives the log another origin, so that no two streams are signed under one name, and records
/// that it was done. `invalid` where nothing is missing; `corrupt` where what is there is not
/// whole.
ledger::Result<Restored> accept_older_log(const Restoration& restoration);

}  // namespace commands::write
