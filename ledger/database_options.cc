#include "ledger/database_options.h"

#include <fmt/format.h>
#include <rocksdb/file_checksum.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>

namespace ledger {
namespace {

/// RocksDB resumes by itself after a full disk. A ledger must not: whether the failed write reached
/// the disk is known only after opening again.
class NoSelfRecovery : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }
};

bool says(const rocksdb::Status& status, const char* words) {
  return status.ToString().find(words) != std::string::npos;
}

FailureKind kind_of(const rocksdb::Status& status) {
  if (status.IsCorruption()) return FailureKind::corrupt;
  // RocksDB has no code for a lock that another process, or this one, holds already.
  const bool locked =
      says(status, "While lock file") || says(status, "lock hold by current process");
  return locked ? FailureKind::locked : FailureKind::io;
}

}  // namespace

rocksdb::DBOptions careful_options(bool read_only) {
  rocksdb::DBOptions options;
  options.create_if_missing = !read_only;
  options.create_missing_column_families = !read_only;
  // With the default, a database opens even after dropping acknowledged writes. Not with these two.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.track_and_verify_wals_in_manifest = true;
  options.paranoid_checks = true;
  options.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  options.max_bgerror_resume_count = 0;
  options.listeners.push_back(std::make_shared<NoSelfRecovery>());
  // A start reads the write-ahead log again: without a limit, one small write of a family that is
  // seldom flushed keeps gigabytes of it.
  options.max_total_wal_size = 64 << 20;
  options.max_background_jobs = 2;
  options.max_file_opening_threads = 2;  // with as many cores, more only cost their start
  options.keep_log_file_num = 4;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  return options;
}

rocksdb::ColumnFamilyOptions family_options(const FamilyTraits& traits,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = traits.block_bytes;
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  rocksdb::ColumnFamilyOptions options;
  if (traits.point_lookups) {
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    // In parts of a few kilobytes: the filter of a large file, in one piece, would not fit into its
    // share of the cache, and would be read at every look-up.
    table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
    table.partition_filters = true;
    options.memtable_whole_key_filtering = true;
    options.memtable_prefix_bloom_size_ratio = 0.1;
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = traits.compressed ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  options.write_buffer_size = traits.buffer_bytes;
  options.paranoid_file_checks = true;
  return options;
}

Failure database_failure(const char* doing, const rocksdb::Status& status) {
  return fail(kind_of(status), fmt::format("cannot {}", doing), status.ToString());
}

bool lacks_file(const rocksdb::Status& status) {
  // Some layers of RocksDB report it as corruption, recognizable only by the text.
  return status.IsPathNotFound() || says(status, "No such file");
}

}  // namespace ledger
