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
  /// Called now and then, from any of the threads, with the number of events checked so far.
  std::function<void(std::uint64_t checked)> progress;
};

/// What is wrong, and the first position at which it is.
struct Finding {
  Position position;
  std::string what;
};

struct CheckedLog {
  TreeHead head;                   // of the log that was read, if nothing is wrong
  std::optional<Finding> finding;  // the one at the lowest position
};

/// Reads the whole published log. Hashes every record and compares it with its tile, every tile
/// with the one above, and the root with the tree's; decodes every record; checks that positions
/// and, in each stream, revisions have no gaps. Safe from any thread.
CheckedLog check_whole_log(const Store& store, const Tree& tree, const LogCheckOptions& options);

/// The same as a failure, with advice for the operator.
Result<void> check_log(const Store& store, const Tree& tree, const LogCheckOptions& options);

}  // namespace ledger::proof
