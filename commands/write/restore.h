#pragma once

#include <string>

#include "ledger/proof/checkpoint.h"
#include "ledger/result.h"

namespace commands::write {

struct Restoration {
  std::string directory;
  std::string key_path;  // of the key that signs checkpoints; empty: in the directory
  std::string origin;    // the new one; empty: the one before with a number
  std::string reason;
  std::string actor;  // `role:name`
};

/// The origin under which the log was signed before, and how long it was then.
struct Restored {
  std::string origin_before;
  std::uint64_t signed_size = 0;
  ledger::proof::Checkpoint now;
};

/// Lets a ledger continue from a log that is older than what was once signed: checks the whole log,
/// gives it another origin, so that no two logs are signed under one name, and records that this
/// was done. Fails with `invalid` if nothing is missing, with `corrupt` if the log is not intact.
ledger::Result<Restored> accept_older_log(const Restoration& restoration);

}  // namespace commands::write
