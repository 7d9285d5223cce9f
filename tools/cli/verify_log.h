#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ledger/proof/checkpoint.h"
#include "tools/cli/sources/command_error.h"

namespace tools::cli {

/// What an auditor compares the log with.
struct VerifyInputs {
  std::optional<ledger::proof::NoteKey> log;  // nullopt: the data directory's own key
  std::vector<std::string> checkpoints;       // files
  std::vector<std::string> receipts;          // files
};

struct VerifyReport {
  std::uint64_t events = 0;
  std::optional<ledger::proof::SignedCheckpoint> checkpoint;  // the newest that covers them
  ledger::proof::TreeHead head;
  std::optional<ledger::proof::NoteKey> log;
  std::size_t receipts = 0;
  std::size_t checkpoints = 0;  // earlier ones that the log has grown from
  bool whole = true;            // every position from 0, without gaps
  /// What is wrong, empty if nothing is, and the first position it affects, if it has one.
  std::string wrong;
  std::optional<std::uint64_t> position;
};

/// Called now and then, on any thread: the number of events checked, and the total.
using VerifyProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Rehashes the whole log of a data directory; a server may be running.
sources::CommandResult<VerifyReport> verify_log(const std::string& directory,
                                                const VerifyInputs& inputs, unsigned threads,
                                                const VerifyProgress& progress);

/// Checks a file written by `export --proofs`, without any database.
sources::CommandResult<VerifyReport> verify_export(const std::string& path,
                                                   const VerifyInputs& inputs,
                                                   const VerifyProgress& progress);

/// Opens checkpoint files, each signed with the log's key.
sources::CommandResult<std::vector<ledger::proof::Checkpoint>> open_checkpoints(
    const std::vector<std::string>& paths, const ledger::proof::NoteKey& log);

}  // namespace tools::cli
