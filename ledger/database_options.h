#pragma once

#include <cstddef>
#include <memory>
#include <rocksdb/cache.h>
#include <rocksdb/options.h>
#include <rocksdb/slice.h>
#include <rocksdb/status.h>
#include <string_view>

#include "ledger/result.h"

/// How our databases are opened, and how RocksDB's errors become failures. For store.cc and
/// side_store.cc only.
namespace ledger {

/// Bytes of checksum for each key of a batch, from the caller's memory to the disk.
constexpr std::size_t protection_bytes = 8;

/// With these a database loses nothing that was acknowledged, does not open if it was altered, and
/// does not resume by itself after a failed write.
rocksdb::DBOptions careful_options(bool read_only);

/// How a family is used, which decides how it is stored.
struct FamilyTraits {
  const char* name;
  bool point_lookups = false;  // of single keys, most of which are not there
  bool compressed = true;
  std::size_t block_bytes = 16 << 10;
  std::size_t buffer_bytes = 8 << 20;  // written to a file when it is full
};
/// Blocks that are read are kept in the cache.
rocksdb::ColumnFamilyOptions family_options(const FamilyTraits& traits,
                                            const std::shared_ptr<rocksdb::Cache>& cache);

/// `corrupt`, `io`, or on opening `locked`. `doing`: what was tried, such as "write to the log".
Failure database_failure(const char* doing, const rocksdb::Status& status);

/// Whether a file that the database lists does not exist.
bool lacks_file(const rocksdb::Status& status);

inline rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace ledger
