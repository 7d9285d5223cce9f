#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/stream.h"
#include "projections/directory.h"
#include "projections/state/license.h"

/// How the writer's picture is kept among the store's derived entries. Keys: `m` the mark, `d` and
/// a serial number its row, `l` and a serial number its snapshot, `i` an identity (see
/// ledger/identity_index.h). All of it is disposable; the mark says which version wrote it.
namespace commands::write::derived_format {

inline constexpr std::string_view mark_key = "m";
inline constexpr std::string_view row_prefix = "d";
inline constexpr std::string_view snapshot_prefix = "l";
inline std::string row_key(std::string_view serial) {
  return std::string{row_prefix}.append(serial);
}
inline std::string snapshot_key(std::string_view serial) {
  return std::string{snapshot_prefix}.append(serial);
}

/// How far everything saved has got.
struct Mark {
  ledger::Position applied_until;  // one more than the last position applied
  ledger::Instant now;
  ledger::StreamHead catalog_head;
};
std::string encode(const Mark& mark);
/// Nothing for another version.
std::optional<Mark> decode_mark(std::string_view bytes);

struct Row {
  ledger::StreamHead head;
  projections::DirectoryRow row;
};
std::string encode(const Row& row);
std::optional<Row> decode_row(std::string_view bytes);

struct Snapshot {
  ledger::StreamHead head;
  std::vector<ledger::Position> upcoming;  // recorded, not yet effective
  std::string license;                     // see projections/snapshot.h
};
/// Whether a license that has come to revision `head` is worth a snapshot; `saved_at` is the
/// revision of the one it has. It is as long as the license's history, so it is written again only
/// when the tail it leaves to be folded has grown to a part of that: what saving costs an event
/// does not grow.
bool wants_snapshot(ledger::Revision head, std::optional<ledger::Revision> saved_at);
std::string encode(const Snapshot& snapshot);
std::optional<Snapshot> decode_snapshot(std::string_view bytes);

}  // namespace commands::write::derived_format
