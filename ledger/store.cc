#include "ledger/store.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>
#include <thread>

#include "ledger/bytes.h"
#include "ledger/database_options.h"

namespace ledger {
namespace {

/// Big-endian, so that order on disk is order in the log.
using Key = std::array<char, sizeof(Position::value)>;
Key key_of(Position position) { return big_endian(position.value); }
Position position_of(const rocksdb::Slice& key) {
  return {from_big_endian<std::uint64_t>(key.ToStringView())};
}

std::string_view text_of(const Key& key) { return {key.data(), key.size()}; }

/// RocksDB does not always name the file that it could not read.
Failure unopened(const std::string& directory, const rocksdb::Status& status) {
  Failure failure = database_failure("open the database", status);
  failure.internal = fmt::format("{}: {}", directory, failure.internal);
  if (failure.kind != FailureKind::corrupt) return failure;
  return corrupt("the database was altered",
                 fmt::format("{}. {}", failure.internal, recovery_advice));
}

rocksdb::ColumnFamilyOptions family_options(const std::shared_ptr<rocksdb::Cache>& cache,
                                            bool point_lookups) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = 16 << 10;
  table.cache_index_and_filter_blocks = true;
  rocksdb::ColumnFamilyOptions options;
  if (point_lookups) {
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    options.memtable_whole_key_filtering = true;
    options.memtable_prefix_bloom_size_ratio = 0.1;
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = rocksdb::kLZ4Compression;
  options.write_buffer_size = 64 << 20;
  options.paranoid_file_checks = true;
  return options;
}

/// A running server may delete a file between the moment when this has read that it exists and the
/// moment when this opens it. Then the list of files is read again; one that is really missing is
/// missing every time.
rocksdb::Status open_alongside(const rocksdb::DBOptions& options, const std::string& directory,
                               const std::vector<rocksdb::ColumnFamilyDescriptor>& descriptors,
                               std::vector<rocksdb::ColumnFamilyHandle*>* handles,
                               rocksdb::DB** db) {
  constexpr int tries = 40;
  constexpr auto pause = std::chrono::milliseconds{25};
  for (int i = 1;; ++i) {
    handles->clear();
    auto status = rocksdb::DB::OpenForReadOnly(options, directory, descriptors, handles, db);
    if (!lacks_file(status) || i == tries) return status;
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace

enum class Store::Family : std::uint8_t {
  unused,  // RocksDB's own, which stays empty
  events,
  answers,
  derived,
  tree,
};

struct Store::Database {
  struct Traits {
    const char* name;
    bool point_lookups;  // of single keys, most of which are not there
  };
  static constexpr std::array<Traits, 5> families{{
      {.name = "default", .point_lookups = false},
      {.name = "events", .point_lookups = false},
      {.name = "answers", .point_lookups = true},
      {.name = "derived", .point_lookups = true},
      {.name = "tree", .point_lookups = false},
  }};

  std::unique_ptr<rocksdb::DB> db;
  // By Family, as is the table above.
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;

  Database() {
    const auto cache = rocksdb::NewLRUCache(256 << 20);
    for (const auto& family : families) {
      descriptors.emplace_back(family.name, family_options(cache, family.point_lookups));
    }
  }
  ~Database() {
    for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  }

  rocksdb::ColumnFamilyHandle*& handle(Family family) {
    return handles[static_cast<std::size_t>(family)];
  }
  const rocksdb::ColumnFamilyDescriptor& descriptor(Family family) const {
    return descriptors[static_cast<std::size_t>(family)];
  }
};

struct Store::Commit::Batch {
  Database& database;
  rocksdb::WriteBatch writes{0, 0, protection_bytes, 0};

  void put(Family family, std::string_view key, std::string_view value) {
    const auto status = writes.Put(database.handle(family), slice(key), slice(value));
    LEDGER_CHECK(status.ok());
  }
};

Store::Commit::Commit(const Store& store) : batch_(new Batch{.database = *store.database_}) {}
Store::Commit::~Commit() = default;

void Store::Commit::put_event(Position position, std::span<const std::uint8_t> record) {
  const Key key = key_of(position);
  batch_->put(Family::events, text_of(key), text_of(record));
}

void Store::Commit::put_answer(std::string_view key, std::string_view answer) {
  batch_->put(Family::answers, key, answer);
}

void Store::Commit::put_tree(std::string_view key, std::string_view value) {
  batch_->put(Family::tree, key, value);
}

bool Store::Commit::empty() const { return batch_->writes.Count() == 0; }
void Store::Commit::clear() { batch_->writes.Clear(); }

Store::Store(std::unique_ptr<Database> database) : database_(std::move(database)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const StoreOptions& options) {
  auto database = std::make_unique<Database>();
  const auto db_options = careful_options(options.read_only);
  rocksdb::DB* db = nullptr;
  const auto status = options.read_only
                          ? open_alongside(db_options, options.directory, database->descriptors,
                                           &database->handles, &db)
                          : rocksdb::DB::Open(db_options, options.directory, database->descriptors,
                                              &database->handles, &db);
  if (!status.ok()) return unopened(options.directory, status);
  database->db.reset(db);
  std::unique_ptr<Store> store{new Store{std::move(database)}};
  LEDGER_RETURN_IF_FAILED(store->find_end());
  return store;
}

Result<void> Store::find_end() {
  const std::unique_ptr<rocksdb::Iterator> last{
      database_->db->NewIterator({}, database_->handle(Family::events))};
  last->SeekToLast();
  if (!last->status().ok()) return database_failure("find the end of the log", last->status());
  if (last->Valid()) end_ = next(position_of(last->key()));
  return ok;
}

Result<void> Store::write(Commit& commit) {
  if (broken_) return fail(FailureKind::io, "an earlier write failed, so nothing more is written");
  rocksdb::WriteOptions options;
  options.sync = true;
  const auto status = database_->db->Write(options, &commit.batch_->writes);
  if (!status.ok()) {
    broken_ = true;
    return database_failure("write to the log", status);
  }
  return ok;
}

Result<std::string> Store::record(Position position) const {
  std::string value;
  const Key key = key_of(position);
  const auto status =
      database_->db->Get({}, database_->handle(Family::events), slice(text_of(key)), &value);
  if (status.ok()) return value;
  if (status.IsNotFound()) {
    return fail(FailureKind::not_found, fmt::format("no event at position {}", position.value));
  }
  return corrupt(fmt::format("the record at position {} cannot be read", position.value),
                 status.ToString());
}

Result<void> Store::scan(Position from, Position to, const RecordVisitor& visit) const {
  rocksdb::ReadOptions options;
  options.readahead_size = 2 << 20;
  const std::unique_ptr<rocksdb::Iterator> at{
      database_->db->NewIterator(options, database_->handle(Family::events))};
  const Key first = key_of(from);
  Position expected = from;
  for (at->Seek(slice(text_of(first))); expected < to && at->Valid(); at->Next()) {
    if (position_of(at->key()) != expected) break;
    if (!visit(expected, bytes_of(at->value().ToStringView()))) return ok;
    expected = next(expected);
  }
  if (!at->status().ok() || expected < to) {
    return corrupt(
        fmt::format("the record at position {} is missing or cannot be read", expected.value),
        at->status().ToString());
  }
  return ok;
}

Result<std::optional<std::string>> Store::get(Family family, std::string_view key) const {
  std::string value;
  const auto status = database_->db->Get({}, database_->handle(family), slice(key), &value);
  if (status.ok()) return std::optional{std::move(value)};
  if (status.IsNotFound()) return std::optional<std::string>{};
  return database_failure("read the ledger", status);
}

Result<std::optional<std::string>> Store::answer(std::string_view key) const {
  return get(Family::answers, key);
}

Result<std::optional<std::string>> Store::tree(std::string_view key) const {
  return get(Family::tree, key);
}

Result<std::optional<std::string>> Store::derived(std::string_view key) const {
  return get(Family::derived, key);
}

Result<void> Store::write_derived(const Entries& entries) {
  constexpr std::size_t piece = 256;
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  for (std::size_t written = 0; written < entries.size(); written += piece) {
    rocksdb::WriteBatch batch{0, 0, protection_bytes, 0};
    const auto end = std::min(entries.size(), written + piece);
    for (std::size_t i = written; i < end; ++i) {
      const auto& [key, value] = entries[i];
      LEDGER_CHECK(batch.Put(database_->handle(Family::derived), key, value).ok());
    }
    const auto status = database_->db->Write(options, &batch);
    if (!status.ok()) return database_failure("write derived data", status);
  }
  return ok;
}

Result<void> Store::scan_derived(std::string_view prefix, const EntryVisitor& visit) const {
  const std::unique_ptr<rocksdb::Iterator> at{
      database_->db->NewIterator({}, database_->handle(Family::derived))};
  for (at->Seek(slice(prefix)); at->Valid() && at->key().starts_with(slice(prefix)); at->Next()) {
    visit(at->key().ToStringView(), at->value().ToStringView());
  }
  if (!at->status().ok()) return database_failure("read derived data", at->status());
  return ok;
}

Result<void> Store::drop_derived() {
  auto*& handle = database_->handle(Family::derived);
  const auto& derived = database_->descriptor(Family::derived);
  auto status = database_->db->DropColumnFamily(handle);
  if (status.ok()) status = database_->db->DestroyColumnFamilyHandle(handle);
  if (status.ok()) {
    status = database_->db->CreateColumnFamily(derived.options, derived.name, &handle);
  }
  if (!status.ok()) return database_failure("drop derived data", status);
  return ok;
}

Result<void> Store::flush_derived() {
  const auto status = database_->db->Flush({}, database_->handle(Family::derived));
  if (!status.ok()) return database_failure("flush derived data", status);
  return ok;
}

}  // namespace ledger
