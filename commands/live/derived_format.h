#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/directory.h"
#include "ledger/position.h"
#include "ledger/stream.h"
#include "ledger/time.h"

/// How what the writer knows is saved among the derived data. All of it can be rebuilt; the marks
/// state which version wrote it.
namespace commands::live::derived_format {

/// The key of a family's mark, which is written after what it speaks of: entries may be of a later
/// save that was not finished.
inline constexpr std::string_view mark_key = "m";

/// Of `licenses`: up to where the directory is saved.
struct Mark {
  ledger::Position applied_until;  // one more than the last position applied
  ledger::Instant now;
  ledger::StreamHead catalog_head;
};
std::string encode(const Mark& mark);
/// `nullopt` if another version wrote it.
std::optional<Mark> decode_mark(std::string_view bytes);

/// How far the writer is with what takes effect for many licenses. It is kept in the commits, under
/// its key: a restart goes on where they end.
inline constexpr std::string_view progress_key = "progress";
struct Progress {
  /// The last license that was tried because an event took effect.
  ledger::Directory::Due last_due = {.at = ledger::earliest, .serial_number = {}};
  /// After which serial number the licenses come that have not been tried since a definition or
  /// policy took effect; absent: all have been.
  std::optional<std::string> round_after;
  bool operator==(const Progress&) const = default;
};
std::string encode(const Progress& progress);
std::optional<Progress> decode_progress(std::string_view bytes);

/// Of `identities`: up to where they are saved.
std::string encode_identities_mark(ledger::Position applied_until);
std::optional<ledger::Position> decode_identities_mark(std::string_view bytes);

/// Of `snapshots`, under the serial number.
struct Snapshot {
  ledger::StreamHead head;
  std::vector<ledger::Position> upcoming;  // recorded, not yet effective
  std::string license;                     // see projections/state/snapshot.h
};
/// A tail of that many events is folded in a fraction of a millisecond.
inline constexpr std::uint64_t usual_short_tail = 64;
/// Whether a license at revision `head` is worth a new snapshot; `saved_at` is the revision of the
/// one it has. A tail of `short_tail` events is not worth one. A snapshot is as long as the
/// license's history, so a new one is written only when the tail left to fold has grown to a
/// fraction of that: the cost of saving per event does not grow.
bool wants_snapshot(ledger::Revision head, std::optional<ledger::Revision> saved_at,
                    std::uint64_t short_tail);
std::string encode(const Snapshot& snapshot);
std::optional<Snapshot> decode_snapshot(std::string_view bytes);

}  // namespace commands::live::derived_format
