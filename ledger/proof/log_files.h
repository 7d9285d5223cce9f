#pragma once

#include <optional>
#include <string>

#include "ledger/proof/checkpoint.h"

namespace ledger::proof {

/// Where a data directory stores its log: the database, and alongside it the files that identify
/// the log to outsiders. `log.vkey` holds its public key under its origin, `checkpoint` the last
/// signed checkpoint, `checkpoint.cosigned` the last one that a witness has cosigned, if any, and
/// `log.key` (elsewhere, if so configured) the private key.
struct LogFiles {
  std::string directory;
  std::string key_path = {};  // empty: `log.key` in the directory

  std::string log() const { return directory + "/log"; }
  std::string vkey() const { return directory + "/log.vkey"; }
  std::string checkpoint() const { return directory + "/checkpoint"; }
  std::string cosigned() const { return directory + "/checkpoint.cosigned"; }
  std::string key() const { return key_path.empty() ? directory + "/log.key" : key_path; }
};

/// These fail as `corrupt` if the file was altered, read_checkpoint also if it is missing.

/// `nullopt` if nothing was ever signed.
Result<std::optional<NoteKey>> read_log_key(const LogFiles& files);
Result<SignedCheckpoint> read_checkpoint(const LogFiles& files, const NoteKey& log);
/// `nullopt` if no witness has cosigned yet.
Result<std::optional<SignedCheckpoint>> read_cosigned(const LogFiles& files, const NoteKey& log);

}  // namespace ledger::proof
