#pragma once

#include <rocksdb/options.h>
#include <rocksdb/status.h>

#include "ledger/result.h"

/// How every database of ours is opened, and how what went wrong is told. For store.cc and
/// side_store.cc only.
namespace ledger {

/// Bytes of checksum for each key of a batch, from the caller's memory to the disk.
constexpr std::size_t protection_bytes = 8;

/// Loses nothing that was acknowledged, and refuses what was altered; does not resume by itself
/// after a failed write.
rocksdb::DBOptions careful_options(bool read_only);

/// `corrupt` or `io`. `doing`: what was tried, such as "write to the log".
Failure database_failure(const char* doing, const rocksdb::Status& status);

inline rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace ledger
