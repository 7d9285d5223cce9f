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
  bool read_only = false;  ///< alongside a running server: sees what was synced when it opened
};

/// For the operator of a log that does not open.
inline constexpr std::string_view recovery_advice =
    "Restore the newest backup that verifies, or see docs/audit.md, \"When the log does not "
    "open\".";

/// The database of a ledger, on RocksDB.
///
/// Column families by how they are used: `events` (position → record; only ever appended), `tree`
/// (the tiles over it) and `answers` (idempotency key → answer), both written with the events they
/// belong to, and `derived`, which can be rebuilt from the events: it is written lazily, without
/// the write-ahead log, and each batch records up to which event it is complete.
///
/// Any thread may read; one thread writes events, and one writes derived data. After a failed write
/// the outcome is not known, so every further one fails: the process must stop and open again.
class Store {
 public:
  /// `locked` if another process has it open for writing, and this one wants to write too.
  static Result<std::unique_ptr<Store>> open(const StoreOptions& options);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// One atomic, synced write: events at consecutive positions, what they add to the tree, and
  /// their answers.
  class Commit {
   public:
    explicit Commit(const Store& store);
    ~Commit();
    Commit(const Commit&) = delete;
    Commit& operator=(const Commit&) = delete;

    void put_event(Position position, std::span<const std::uint8_t> record);
    void put_answer(std::string_view key, std::string_view answer);
    /// A part of the log's tree: see proof/tree.h.
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

  /// One more than the last position when it was opened.
  Position end_at_open() const { return end_; }
  /// `not_found` past the end; `corrupt`, naming the position, if its bytes cannot be trusted.
  Result<std::string> record(Position position) const;
  /// Calls `visit` with each record in [from, to), in order, until it returns false. A gap is
  /// corrupt.
  using RecordVisitor = std::function<bool(Position, std::span<const std::uint8_t>)>;
  Result<void> scan(Position from, Position to, const RecordVisitor& visit) const;

  Result<std::optional<std::string>> answer(std::string_view key) const;
  Result<std::optional<std::string>> tree(std::string_view key) const;

  using Entries = std::vector<std::pair<std::string, std::string>>;
  /// In pieces, so that no commit waits for all of it, and in the order given: a crash may leave a
  /// beginning of them.
  Result<void> write_derived(const Entries& entries);
  Result<std::optional<std::string>> derived(std::string_view key) const;
  using EntryVisitor = std::function<void(std::string_view key, std::string_view value)>;
  Result<void> scan_derived(std::string_view prefix, const EntryVisitor& visit) const;
  /// Discards all derived data: they are of another version, or not trusted.
  Result<void> drop_derived();
  /// Puts derived data on disk, so that the next start has nothing to catch up on.
  Result<void> flush_derived();

 private:
  enum class Family : std::uint8_t;
  struct Database;
  explicit Store(std::unique_ptr<Database> database);
  Result<void> find_end();
  Result<std::optional<std::string>> get(Family family, std::string_view key) const;

  std::unique_ptr<Database> database_;
  Position end_;
  bool broken_ = false;
};

}  // namespace ledger
