#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/position.h"
#include "ledger/result.h"

namespace ledger {

struct StoreOptions {
  std::string directory;
  bool read_only = false;  ///< beside a running server: sees what was synced when it opened
};

/// Everything a data directory keeps, on RocksDB; the only place that knows RocksDB.
///
/// Column families by how they are used: `events` (position → record; only ever appended), `tree`
/// (the tiles over it) and `answers` (idempotency key → answer), both written with the events they
/// belong to, and `derived`, which can be made again from the events: it is written lazily, without
/// the write-ahead log, and each batch says how far it has got.
///
/// Any thread may read; one thread writes events, and one what is derived. After a failed write the
/// outcome is not known, so the store refuses every further one: the process must stop and open
/// again.
class Store {
 public:
  static Result<std::unique_ptr<Store>> open(const StoreOptions& options);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// One atomic, synced write: events at consecutive positions, what they add to the tree, and the
  /// answers that go with them.
  class Commit {
   public:
    explicit Commit(const Store& store);
    ~Commit();
    Commit(const Commit&) = delete;
    Commit& operator=(const Commit&) = delete;

    void put_event(Position position, std::span<const std::uint8_t> record);
    void put_answer(std::string_view key, std::string_view answer);
    /// A piece of the log's tree: see tree.h.
    void put_tree(std::string_view key, std::string_view value);
    bool empty() const;
    void clear();

   private:
    friend class Store;
    struct Batch;
    std::unique_ptr<Batch> batch_;
  };
  /// On disk when it returns without a failure.
  Result<void> write(Commit& commit);

  /// One more than the last position that was there when it was opened.
  Position end_at_open() const { return end_; }
  /// `not_found` past the end; `corrupt`, naming the position, when its bytes cannot be trusted.
  Result<std::string> record(Position position) const;
  /// Calls `visit` with each record in [from, to), in order, until it answers false. A hole is
  /// corrupt.
  using RecordVisitor = std::function<bool(Position, std::span<const std::uint8_t>)>;
  Result<void> scan(Position from, Position to, const RecordVisitor& visit) const;

  Result<std::optional<std::string>> answer(std::string_view key) const;
  Result<std::optional<std::string>> tree(std::string_view key) const;

  using Entries = std::vector<std::pair<std::string, std::string>>;
  Result<void> write_derived(const Entries& entries);
  Result<std::optional<std::string>> derived(std::string_view key) const;
  using EntryVisitor = std::function<void(std::string_view key, std::string_view value)>;
  Result<void> scan_derived(std::string_view prefix, const EntryVisitor& visit) const;
  /// Throws all of it away: it is of another version, or no longer trusted.
  Result<void> drop_derived();
  /// Puts what is derived on disk, so that the next start has nothing to catch up.
  Result<void> flush_derived();

 private:
  struct Database;
  explicit Store(std::unique_ptr<Database> database);
  Result<void> find_end();
  Result<std::optional<std::string>> get(std::size_t family, std::string_view key) const;

  std::unique_ptr<Database> database_;
  Position end_;
  bool broken_ = false;
};

}  // namespace ledger
