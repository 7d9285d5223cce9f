#include "ledger/store.h"

#include <array>
#include <chrono>
#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>
#include <thread>

#include "ledger/database_options.h"

namespace ledger {
namespace {

using Key = std::array<char, 8>;

/// Big-endian, so that order on disk is order in the log.
Key key_of(Position position) {
  Key key{};
  for (std::size_t i = 0; i < key.size(); ++i) {
    key[i] = static_cast<char>(position.value >> (8 * (key.size() - 1 - i)));
  }
  return key;
}

Position position_of(const rocksdb::Slice& key) {
  Position position;
  for (const char byte : key.ToStringView()) {
    position.value = position.value << 8 | static_cast<std::uint8_t>(byte);
  }
  return position;
}

rocksdb::Slice slice(const Key& key) { return {key.data(), key.size()}; }
std::span<const std::uint8_t> bytes_of(const rocksdb::Slice& value) {
  return {reinterpret_cast<const std::uint8_t*>(value.data()), value.size()};
}

/// RocksDB does not always say which file it could not read.
Failure unopened(const std::string& directory, const rocksdb::Status& status) {
  if (!status.IsCorruption()) {
    return fail(FailureKind::io,
                fmt::format("the database in {} does not open: {}", directory, status.ToString()));
  }
  return fail(FailureKind::corrupt,
              fmt::format("the database in {} was altered: {}. Restore the newest backup that "
                          "verifies, or see docs/audit.md, \"When the log does not open\".",
                          directory, status.ToString()));
}

/// `point` families are asked for single keys, most of which are not there.
rocksdb::ColumnFamilyOptions family_options(const std::shared_ptr<rocksdb::Cache>& cache,
                                            bool point) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = 16 * 1024;
  table.cache_index_and_filter_blocks = true;
  rocksdb::ColumnFamilyOptions options;
  if (point) {
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

/// A server beside may delete a file that it has just merged into another, after this has read that
/// it is there: RocksDB calls that corruption. Then the list of files is read again; one that is
/// really missing is missing every time.
rocksdb::Status open_beside(const rocksdb::DBOptions& options, const std::string& directory,
                            const std::vector<rocksdb::ColumnFamilyDescriptor>& families,
                            std::vector<rocksdb::ColumnFamilyHandle*>* handles, rocksdb::DB** db) {
  constexpr int tries = 20;
  constexpr auto pause = std::chrono::milliseconds{25};
  rocksdb::Status status;
  for (int i = 0; i < tries; ++i) {
    if (i > 0) std::this_thread::sleep_for(pause);
    handles->clear();
    status = rocksdb::DB::OpenForReadOnly(options, directory, families, handles, db);
    if (status.ok() || status.ToString().find("No such file") == std::string::npos) break;
  }
  return status;
}

// Places in the list with which the database is opened; the first is RocksDB's own and stays empty.
constexpr std::size_t events_family = 1;
constexpr std::size_t answers_family = 2;
constexpr std::size_t derived_family = 3;
constexpr std::size_t tree_family = 4;

}  // namespace

struct Store::Database {
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;  // by the places above
  rocksdb::ColumnFamilyOptions derived_options;

  rocksdb::ColumnFamilyHandle* events() const { return handles[events_family]; }
  rocksdb::ColumnFamilyHandle* answers() const { return handles[answers_family]; }
  rocksdb::ColumnFamilyHandle* tree() const { return handles[tree_family]; }

  ~Database() {
    for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  }
};

struct Store::Commit::Batch {
  const Database& database;
  rocksdb::WriteBatch writes{0, 0, protection_bytes, 0};
};

Store::Commit::Commit(const Store& store) : batch_(new Batch{.database = *store.database_}) {}
Store::Commit::~Commit() = default;

void Store::Commit::put_event(Position position, std::span<const std::uint8_t> record) {
  const Key key = key_of(position);
  const rocksdb::Slice value{reinterpret_cast<const char*>(record.data()), record.size()};
  const auto status = batch_->writes.Put(batch_->database.events(), slice(key), value);
  LEDGER_CHECK(status.ok());
}

void Store::Commit::put_answer(std::string_view key, std::string_view answer) {
  const auto status = batch_->writes.Put(batch_->database.answers(), slice(key), slice(answer));
  LEDGER_CHECK(status.ok());
}

void Store::Commit::put_tree(std::string_view key, std::string_view value) {
  const auto status = batch_->writes.Put(batch_->database.tree(), slice(key), slice(value));
  LEDGER_CHECK(status.ok());
}

bool Store::Commit::empty() const { return batch_->writes.Count() == 0; }
void Store::Commit::clear() { batch_->writes.Clear(); }

Store::Store(std::unique_ptr<Database> database) : database_(std::move(database)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const StoreOptions& options) {
  auto database = std::make_unique<Database>();
  const auto cache = rocksdb::NewLRUCache(256 << 20);
  database->derived_options = family_options(cache, true);
  const std::vector<rocksdb::ColumnFamilyDescriptor> families{
      {rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions{}},
      {"events", family_options(cache, false)},
      {"answers", family_options(cache, true)},
      {"derived", database->derived_options},
      {"tree", family_options(cache, false)}};
  const auto db_options = careful_options(options.read_only);
  rocksdb::DB* db = nullptr;
  const auto status =
      options.read_only
          ? open_beside(db_options, options.directory, families, &database->handles, &db)
          : rocksdb::DB::Open(db_options, options.directory, families, &database->handles, &db);
  if (!status.ok()) return unopened(options.directory, status);
  database->db.reset(db);
  std::unique_ptr<Store> store{new Store{std::move(database)}};
  if (const auto found = store->find_end(); !found) return found.error();
  return store;
}

Result<void> Store::find_end() {
  const std::unique_ptr<rocksdb::Iterator> last{
      database_->db->NewIterator({}, database_->events())};
  last->SeekToLast();
  if (!last->status().ok()) return database_failure("find the end of the log", last->status());
  if (last->Valid()) end_ = next(position_of(last->key()));
  return boost::system::in_place_value;
}

Result<void> Store::write(Commit& commit) {
  if (broken_) return fail(FailureKind::io, "an earlier write failed; nothing more is written");
  rocksdb::WriteOptions options;
  options.sync = true;
  const auto status = database_->db->Write(options, &commit.batch_->writes);
  if (!status.ok()) {
    broken_ = true;
    return database_failure("write to the log", status);
  }
  return boost::system::in_place_value;
}

Result<std::string> Store::record(Position position) const {
  std::string value;
  const Key key = key_of(position);
  const auto status = database_->db->Get({}, database_->events(), slice(key), &value);
  if (status.ok()) return value;
  if (status.IsNotFound()) {
    return fail(FailureKind::not_found, fmt::format("no event at position {}", position.value));
  }
  return fail(FailureKind::corrupt, fmt::format("the record at position {} cannot be read: {}",
                                                position.value, status.ToString()));
}

Result<void> Store::scan(Position from, Position to, const RecordVisitor& visit) const {
  rocksdb::ReadOptions options;
  options.readahead_size = 2 << 20;
  const std::unique_ptr<rocksdb::Iterator> at{
      database_->db->NewIterator(options, database_->events())};
  const Key first = key_of(from);
  Position expected = from;
  for (at->Seek(slice(first)); expected < to && at->Valid(); at->Next()) {
    if (position_of(at->key()) != expected) break;
    if (!visit(expected, bytes_of(at->value()))) return boost::system::in_place_value;
    expected = next(expected);
  }
  if (!at->status().ok() || expected < to) {
    return fail(FailureKind::corrupt,
                fmt::format("the record at position {} is missing or cannot be read: {}",
                            expected.value, at->status().ToString()));
  }
  return boost::system::in_place_value;
}

Result<std::optional<std::string>> Store::get(std::size_t family, std::string_view key) const {
  std::string value;
  const auto status = database_->db->Get({}, database_->handles[family], slice(key), &value);
  if (status.ok()) return std::optional{std::move(value)};
  if (status.IsNotFound()) return std::optional<std::string>{};
  return database_failure("read the ledger", status);
}

Result<std::optional<std::string>> Store::answer(std::string_view key) const {
  return get(answers_family, key);
}

Result<std::optional<std::string>> Store::tree(std::string_view key) const {
  return get(tree_family, key);
}

Result<std::optional<std::string>> Store::derived(std::string_view key) const {
  return get(derived_family, key);
}

Result<void> Store::write_derived(const Entries& entries) {
  rocksdb::WriteBatch batch{0, 0, protection_bytes, 0};
  for (const auto& [key, value] : entries) {
    const auto status = batch.Put(database_->handles[derived_family], key, value);
    LEDGER_CHECK(status.ok());
  }
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  const auto status = database_->db->Write(options, &batch);
  if (!status.ok()) return database_failure("write what is derived", status);
  return boost::system::in_place_value;
}

Result<void> Store::scan_derived(std::string_view prefix, const EntryVisitor& visit) const {
  const std::unique_ptr<rocksdb::Iterator> at{
      database_->db->NewIterator({}, database_->handles[derived_family])};
  for (at->Seek(slice(prefix)); at->Valid() && at->key().starts_with(slice(prefix)); at->Next()) {
    visit(at->key().ToStringView(), at->value().ToStringView());
  }
  if (!at->status().ok()) return database_failure("read what is derived", at->status());
  return boost::system::in_place_value;
}

Result<void> Store::drop_derived() {
  auto*& handle = database_->handles[derived_family];
  auto status = database_->db->DropColumnFamily(handle);
  if (status.ok()) status = database_->db->DestroyColumnFamilyHandle(handle);
  if (status.ok()) {
    status = database_->db->CreateColumnFamily(database_->derived_options, "derived", &handle);
  }
  if (!status.ok()) return database_failure("drop what is derived", status);
  return boost::system::in_place_value;
}

Result<void> Store::flush_derived() {
  const auto status = database_->db->Flush({}, database_->handles[derived_family]);
  if (!status.ok()) return database_failure("flush what is derived", status);
  return boost::system::in_place_value;
}

}  // namespace ledger
