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
  ledger::Position end;  // the first position that is left out
  Instant now;           // as of which instant
};

struct ComparisonOptions {
  unsigned threads = 1;
  /// Absent: all of the log, compared with what is kept. Else what was so then, compared with what
  /// a question about that instant is answered from; nothing else is kept of the past.
  std::optional<Until> until;
  std::function<void(std::uint64_t events)> progress;
};

struct Comparison {
  Until until;
  std::uint64_t licenses = 0;
  ledger::Digest rebuilt;
  /// Of the live states; absent when what is kept cannot be read at all.
  std::optional<ledger::Digest> live;
  Differences differences;  // by serial number; those of no license first

  bool equal() const { return differences.empty(); }
};

/// Rebuilds everything from event 1 and compares it with what is kept: the state of each license as
/// its snapshot and the tail of its stream give it, the directory's rows, the ends of the streams
/// and the catalog as the opened ledger has them. Reads only. `opened` comes from
/// commands::open_store and is caught up here, unless what is kept cannot be read: that is then
/// the first difference. A failure names the record that cannot be read. One thread calls; others
/// are started and are gone when it returns.
ledger::Result<Comparison> compare_with_log(commands::write::OpenedLedger& opened,
                                            const ComparisonOptions& options);

/// The end of the log as it was at an instant; what was recorded at that instant is in it.
ledger::Result<Until> until_instant(const ledger::Store& store, Instant at);
/// The log up to a position, that one included. `not_found` past the end.
ledger::Result<Until> until_position(const ledger::Store& store, ledger::Position position);

}  // namespace replay
