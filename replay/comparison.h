#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "commands/write/opened_ledger.h"
#include "ledger/digest.h"
#include "replay/difference.h"
#include "replay/rebuild.h"

namespace replay {

/// Where a replay stops.
struct Until {
  ledger::Position end;  // the first position not included
  Instant now;           // the instant to which it replays
};

struct ComparisonOptions {
  unsigned threads = 1;
  /// If absent, the whole log is compared with all stored data. Otherwise the states at that point
  /// are compared with those that a query folds; no other data is stored about the past.
  std::optional<Until> until;
  std::function<void(std::uint64_t events)> progress;
};

struct Comparison {
  Until until;
  std::uint64_t licenses = 0;
  ledger::Digest rebuilt;
  /// Of the live states; absent if the stored data cannot be read at all.
  std::optional<ledger::Digest> live;
  Differences differences;  // by serial number; those without one first

  bool equal() const { return differences.empty(); }
};

/// Rebuilds everything from event 1 and compares it with the stored data: the state of each license
/// from its snapshot and the tail of its stream, the directory's rows, and the stream heads and the
/// catalog of the opened ledger. Read-only. `opened` comes from commands::open_store and is caught
/// up here, unless stored data cannot be read, which is then the first difference. A failure names
/// the record that cannot be read. Call from one thread; the threads it starts end before it
/// returns.
ledger::Result<Comparison> compare_with_log(commands::write::OpenedLedger& opened,
                                            const ComparisonOptions& options);

/// The end of the log at an instant, including what was recorded at that instant.
ledger::Result<Until> until_instant(const ledger::Store& store, Instant at);
/// The log up to and including a position. Fails as `not_found` past the end.
ledger::Result<Until> until_position(const ledger::Store& store, ledger::Position position);

}  // namespace replay
