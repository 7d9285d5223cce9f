#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/stream.h"
#include "projections/directory.h"
#include "projections/state/license.h"

/// How what the writer knows is stored among the derived entries. Keys: `m` is the mark, `d` and a
/// serial number its row, `l` and a serial number its snapshot, `i` an identity (see
/// ledger/identity_index.h). All of it can be rebuilt; the mark states which version wrote it.
namespace commands::live::derived_format {

inline constexpr std::string_view mark_key = "m";
inline constexpr std::string_view row_prefix = "d";
inline constexpr std::string_view snapshot_prefix = "l";
inline std::string row_key(std::string_view serial) {
  return std::string{row_prefix}.append(serial);
}
inline std::string snapshot_key(std::string_view serial) {
  return std::string{snapshot_prefix}.append(serial);
}

/// Up to where everything is saved. It is written last: rows, snapshots and identities may be of a
/// later save that was not finished.
struct Mark {
  ledger::Position applied_until;  // one more than the last position applied
  ledger::Instant now;
  ledger::StreamHead catalog_head;
};
std::string encode(const Mark& mark);
/// `nullopt` if another version wrote it.
std::optional<Mark> decode_mark(std::string_view bytes);

struct Row {
  ledger::StreamHead head;
  projections::DirectoryRow row;  // without a summary where that no longer held
  /// How many definitions and policies had been applied: under others the summary does not hold.
  std::uint64_t catalog_applied = 0;
  ledger::Instant now;  // when it was saved
};
std::string encode(const Row& row);
std::optional<Row> decode_row(std::string_view bytes);

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
