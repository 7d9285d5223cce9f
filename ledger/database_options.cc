#include "ledger/database_options.h"

#include <fmt/format.h>
#include <rocksdb/file_checksum.h>
#include <rocksdb/listener.h>

namespace ledger {
namespace {

/// RocksDB resumes by itself after a full disk; a ledger must not: what became of the failed write
/// is only known after opening again.
class NoSelfRecovery : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }
};

}  // namespace

rocksdb::DBOptions careful_options(bool read_only) {
  rocksdb::DBOptions options;
  options.create_if_missing = !read_only;
  options.create_missing_column_families = !read_only;
  // The default would open happily after dropping acknowledged writes; together these two refuse.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.track_and_verify_wals_in_manifest = true;
  options.paranoid_checks = true;
  options.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  options.max_bgerror_resume_count = 0;
  options.listeners.push_back(std::make_shared<NoSelfRecovery>());
  options.max_background_jobs = 2;
  options.keep_log_file_num = 4;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  return options;
}

Failure database_failure(const char* doing, const rocksdb::Status& status) {
  return fail(status.IsCorruption() ? FailureKind::corrupt : FailureKind::io,
              fmt::format("{}: {}", doing, status.ToString()));
}

}  // namespace ledger
