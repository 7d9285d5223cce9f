#include "ledger/side_store.h"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "ledger/database_options.h"

namespace ledger {
struct SideStore::Database {
  std::unique_ptr<rocksdb::DB> db;
  std::atomic<bool> broken = false;
};

SideStore::SideStore(std::unique_ptr<Database> database) : database_(std::move(database)) {}
SideStore::~SideStore() = default;

Result<std::unique_ptr<SideStore>> SideStore::open(const std::string& directory) {
  rocksdb::Options options{careful_options(false), rocksdb::ColumnFamilyOptions{}};
  options.compression = rocksdb::kLZ4Compression;
  options.write_buffer_size = 8 << 20;
  options.paranoid_file_checks = true;
  rocksdb::DB* db = nullptr;
  const auto status = rocksdb::DB::Open(options, directory, &db);
  if (!status.ok()) {
    Failure failure = database_failure("open the side store", status);
    failure.internal = fmt::format("{}: {}", directory, failure.internal);
    return failure;
  }
  auto database = std::make_unique<Database>();
  database->db.reset(db);
  return std::unique_ptr<SideStore>{new SideStore{std::move(database)}};
}

Result<void> SideStore::write(const std::vector<Change>& changes) {
  if (database_->broken) {
    return fail(FailureKind::io, "an earlier write failed, so nothing more is written");
  }
  rocksdb::WriteBatch batch{0, 0, protection_bytes, 0};
  for (const auto& [key, value] : changes) {
    const auto status = value ? batch.Put(slice(key), slice(*value)) : batch.Delete(slice(key));
    LEDGER_CHECK(status.ok());
  }
  rocksdb::WriteOptions options;
  options.sync = true;
  const auto status = database_->db->Write(options, &batch);
  if (status.ok()) return ok;
  database_->broken = true;
  return database_failure("write to the side store", status);
}

Result<std::optional<std::string>> SideStore::get(std::string_view key) const {
  std::string value;
  const auto status = database_->db->Get({}, slice(key), &value);
  if (status.ok()) return std::optional{std::move(value)};
  if (status.IsNotFound()) return std::optional<std::string>{};
  return database_failure("read the side store", status);
}

Result<void> SideStore::scan(std::string_view prefix, std::string_view from,
                             const Visitor& visit) const {
  const std::unique_ptr<rocksdb::Iterator> at{database_->db->NewIterator({})};
  const auto first = std::max(prefix, from);
  for (at->Seek(slice(first)); at->Valid() && at->key().starts_with(slice(prefix)); at->Next()) {
    if (!visit(at->key().ToStringView(), at->value().ToStringView())) break;
  }
  if (!at->status().ok()) return database_failure("read the side store", at->status());
  return ok;
}

std::string key_number(std::uint64_t number) { return fmt::format("{:020}", number); }

}  // namespace ledger
