#include "ledger/store.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>
#include <rocksdb/write_buffer_manager.h>
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
  kept,
  tree,
  identities,
  licenses,
  snapshots,
  search,
};

struct Store::Database {
  // By Family. Derived data that a crash leaves only in a buffer is derived again at the start, so
  // buffers of what is looked up there are small.
  static constexpr std::array<FamilyTraits, 9> families{{
      {.name = "default"},
      {.name = "events", .buffer_bytes = 16 << 20},
      {.name = "answers", .point_lookups = true},
      {.name = "kept"},
      {.name = "tree"},
      {.name = "identities", .point_lookups = true, .compressed = false, .block_bytes = 4 << 10},
      {.name = "licenses", .point_lookups = true, .block_bytes = 4 << 10},
      {.name = "snapshots", .point_lookups = true},
      {.name = "search", .point_lookups = true, .block_bytes = 4 << 10},
  }};
  static constexpr int cache_shard_bits = 3;  // few cores use it, and large blocks must fit
  static constexpr Family family_of(Derived derived) {
    return static_cast<Family>(static_cast<std::size_t>(Family::identities) +
                               static_cast<std::size_t>(derived));
  }
  static constexpr std::array all_derived{Derived::identities, Derived::licenses,
                                          Derived::snapshots, Derived::search};

  std::unique_ptr<rocksdb::DB> db;
  std::shared_ptr<rocksdb::Cache> cache;
  std::array<rocksdb::ColumnFamilyDescriptor, families.size()> descriptors;  // by Family
  // By Family; null for one that a directory of an earlier release lacks, opened for reading.
  std::array<rocksdb::ColumnFamilyHandle*, families.size()> handles{};
  std::vector<rocksdb::ColumnFamilyHandle*> outdated;  // those that only earlier releases had

  explicit Database(std::size_t memory) : cache(rocksdb::NewLRUCache(memory, cache_shard_bits)) {
    std::ranges::transform(families, descriptors.begin(), [this](const FamilyTraits& family) {
      return rocksdb::ColumnFamilyDescriptor{family.name, family_options(family, cache)};
    });
  }
  ~Database() {
    for (auto* handle : handles) {
      if (handle != nullptr) db->DestroyColumnFamilyHandle(handle);
    }
    for (auto* handle : outdated) db->DestroyColumnFamilyHandle(handle);
  }

  /// RocksDB opens for writing only if all families are named that the directory has, and for
  /// reading only if it has all that are named.
  std::vector<rocksdb::ColumnFamilyDescriptor> to_open(const rocksdb::DBOptions& options,
                                                       const StoreOptions& where) const {
    std::vector<rocksdb::ColumnFamilyDescriptor> wanted{descriptors.begin(), descriptors.end()};
    std::vector<std::string> there;
    if (!rocksdb::DB::ListColumnFamilies(options, where.directory, &there).ok()) return wanted;
    if (where.read_only) {
      std::erase_if(wanted,
                    [&](const auto& one) { return std::ranges::count(there, one.name) == 0; });
    } else {
      for (const auto& name : there) {
        if (std::ranges::count(wanted, name, &rocksdb::ColumnFamilyDescriptor::name) == 0) {
          wanted.emplace_back(name, rocksdb::ColumnFamilyOptions{});
        }
      }
    }
    return wanted;
  }

  void take(std::unique_ptr<rocksdb::DB> opened,
            const std::vector<rocksdb::ColumnFamilyHandle*>& opened_handles) {
    db = std::move(opened);
    for (auto* one : opened_handles) {
      const auto family = std::ranges::find(
          families, one->GetName(), [](const FamilyTraits& of) { return std::string{of.name}; });
      if (family == families.end()) {
        outdated.push_back(one);
      } else {
        handles[static_cast<std::size_t>(family - families.begin())] = one;
      }
    }
  }

  rocksdb::ColumnFamilyHandle*& handle(Family family) {
    return handles[static_cast<std::size_t>(family)];
  }
  rocksdb::ColumnFamilyHandle*& handle(Derived family) { return handle(family_of(family)); }
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

void Store::Commit::put_kept(std::string_view key, std::string_view value) {
  batch_->put(Family::kept, key, value);
}

void Store::Commit::put_tree(std::string_view key, std::string_view value) {
  batch_->put(Family::tree, key, value);
}

bool Store::Commit::empty() const { return batch_->writes.Count() == 0; }
void Store::Commit::clear() { batch_->writes.Clear(); }

Store::Store(std::unique_ptr<Database> database) : database_(std::move(database)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const StoreOptions& options) {
  auto database = std::make_unique<Database>(options.memory);
  auto db_options = careful_options(options.read_only);
  // Buffers take their bytes from the cache, so that both together stay within the setting.
  db_options.write_buffer_manager =
      std::make_shared<rocksdb::WriteBufferManager>(options.memory / 2, database->cache);
  const auto families = database->to_open(db_options, options);
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const auto status =
      options.read_only ? open_alongside(db_options, options.directory, families, &handles, &db)
                        : rocksdb::DB::Open(db_options, options.directory, families, &handles, &db);
  if (!status.ok()) return unopened(options.directory, status);
  database->take(std::unique_ptr<rocksdb::DB>{db}, handles);
  std::unique_ptr<Store> store{new Store{std::move(database)}};
  if (!options.read_only) LEDGER_RETURN_IF_FAILED(store->drop_outdated());
  LEDGER_RETURN_IF_FAILED(store->find_end());
  return store;
}

/// Families of earlier releases hold only what can be derived.
Result<void> Store::drop_outdated() {
  auto& outdated = database_->outdated;
  while (!outdated.empty()) {
    auto status = database_->db->DropColumnFamily(outdated.back());
    if (status.ok()) status = database_->db->DestroyColumnFamilyHandle(outdated.back());
    if (!status.ok()) return database_failure("drop what an earlier release derived", status);
    outdated.pop_back();
  }
  return ok;
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
  auto* handle = database_->handle(family);
  if (handle == nullptr) return std::optional<std::string>{};
  std::string value;
  const auto status = database_->db->Get({}, handle, slice(key), &value);
  if (status.ok()) return std::optional{std::move(value)};
  if (status.IsNotFound()) return std::optional<std::string>{};
  return database_failure("read the ledger", status);
}

Result<std::optional<std::string>> Store::answer(std::string_view key) const {
  return get(Family::answers, key);
}

Result<std::optional<std::string>> Store::kept(std::string_view key) const {
  return get(Family::kept, key);
}

Result<std::optional<std::string>> Store::tree(std::string_view key) const {
  return get(Family::tree, key);
}

Result<std::optional<std::string>> Store::derived(Derived family, std::string_view key) const {
  return get(Database::family_of(family), key);
}

Result<void> Store::write_derived(Derived family, std::span<const DerivedEntry> entries) {
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  rocksdb::WriteBatch batch{0, 0, protection_bytes, 0};
  auto* handle = database_->handle(family);
  for (const auto& [key, value] : entries) {
    LEDGER_CHECK((value ? batch.Put(handle, key, *value) : batch.Delete(handle, key)).ok());
  }
  const auto status = database_->db->Write(options, &batch);
  if (!status.ok()) return database_failure("write derived data", status);
  return ok;
}

namespace {

class RocksCursor : public DerivedCursor {
 public:
  explicit RocksCursor(std::unique_ptr<rocksdb::Iterator> at) : at_(std::move(at)) {}

  void seek(std::string_view key) override { at_->Seek(slice(key)); }
  void next() override { at_->Next(); }
  bool valid() const override { return at_->Valid(); }
  std::string_view key() const override { return at_->key().ToStringView(); }
  std::string_view value() const override { return at_->value().ToStringView(); }
  Result<void> status() const override {
    if (!at_->status().ok()) return database_failure("read derived data", at_->status());
    return ok;
  }

 private:
  std::unique_ptr<rocksdb::Iterator> at_;
};

}  // namespace

std::unique_ptr<DerivedCursor> Store::derived_cursor(Derived family) const {
  auto* handle = database_->handle(family);
  return std::make_unique<RocksCursor>(std::unique_ptr<rocksdb::Iterator>{
      handle == nullptr ? rocksdb::NewEmptyIterator() : database_->db->NewIterator({}, handle)});
}

Result<void> Store::scan_derived(Derived family, std::string_view prefix,
                                 const EntryVisitor& visit) const {
  const auto at = derived_cursor(family);
  for (at->seek(prefix); at->valid() && at->key().starts_with(prefix); at->next()) {
    visit(at->key(), at->value());
  }
  return at->status();
}

Result<void> Store::drop_derived() {
  for (const auto family : Database::all_derived) LEDGER_RETURN_IF_FAILED(drop_derived(family));
  return ok;
}

Result<void> Store::drop_derived(Derived family) {
  auto*& handle = database_->handle(family);
  const auto& derived = database_->descriptor(Database::family_of(family));
  auto status = database_->db->DropColumnFamily(handle);
  if (status.ok()) status = database_->db->DestroyColumnFamilyHandle(handle);
  if (status.ok()) {
    status = database_->db->CreateColumnFamily(derived.options, derived.name, &handle);
  }
  if (!status.ok()) return database_failure("drop derived data", status);
  return ok;
}

Result<void> Store::flush_derived() {
  for (const auto family : Database::all_derived) {
    const auto status = database_->db->Flush({}, database_->handle(family));
    if (!status.ok()) return database_failure("flush derived data", status);
  }
  return ok;
}

}  // namespace ledger
