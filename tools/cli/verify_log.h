#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ledger/proof/checkpoint.h"
#include "tools/cli/sources/command_error.h"

namespace tools::cli {

/// What an auditor brings to compare the log with.
struct Known {
  std::optional<ledger::proof::NoteKey> log;  // else the data directory's own
  std::vector<std::string> checkpoints;       // files
  std::vector<std::string> receipts;          // files
};

struct Verified {
  std::uint64_t events = 0;
  std::optional<ledger::proof::SignedCheckpoint> checkpoint;  // the newest that covers them
  ledger::proof::TreeHead head;
  std::optional<ledger::proof::NoteKey> log;
  std::size_t receipts = 0;
  std::size_t checkpoints = 0;  // earlier ones that the log grew out of
  bool whole = true;            // from position 0 on, with nothing left out
  /// Where something is wrong: what, and the first position that it is wrong at, if it has one.
  std::string wrong;
  std::optional<std::uint64_t> position;
};

/// Called now and then, by any thread: how many events were checked, of how many.
using VerifyProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Hashes the whole log of a data directory again, beside a server that may be running.
sources::Answer<Verified> verify_log(const std::string& directory, const Known& known,
                                     unsigned threads, const VerifyProgress& progress);

/// The same for a file that `export --proofs` wrote, without any database.
sources::Answer<Verified> verify_export(const std::string& path, const Known& known,
                                        const VerifyProgress& progress);

/// Opens checkpoint files, each signed with the log's key.
sources::Answer<std::vector<ledger::proof::Checkpoint>> open_checkpoints(
    const std::vector<std::string>& paths, const ledger::proof::NoteKey& log);

}  // namespace tools::cli
