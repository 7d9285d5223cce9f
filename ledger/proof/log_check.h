#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "ledger/proof/merkle.h"
#include "ledger/proof/tree.h"
#include "ledger/store.h"

namespace ledger::proof {

struct LogCheckOptions {
  unsigned threads = 1;  // at least 1
  /// Told how many of the events have been checked, now and then, by any of the threads.
  std::function<void(std::uint64_t checked)> progress;
};

/// What is wrong, and at which position first.
struct Finding {
  Position position;
  std::string what;
};

struct CheckedLog {
  TreeHead head;                   // of what was read, where nothing is wrong
  std::optional<Finding> finding;  // of the lowest position
};

/// Reads the whole published log: every record hashed again and compared with its tile, every tile
/// with the one above, the root with the tree's; every record decoded; positions and, in each
/// stream, revisions without gaps. Safe from any thread.
CheckedLog check_whole_log(const Store& store, const Tree& tree, const LogCheckOptions& options);

/// The same as a failure that says what to do.
Result<void> check_log(const Store& store, const Tree& tree, const LogCheckOptions& options);

}  // namespace ledger::proof
