#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/memory_shares.h"
#include "ledger/position.h"
#include "ledger/result.h"

namespace ledger {

struct StoreOptions {
  std::string directory;
  bool read_only = false;  ///< alongside a running server: sees what was synced when it opened
  /// Bytes for blocks that were read and for what is written but not yet in files.
  std::size_t memory = MemoryShares::of(usual_memory).store;
};

/// What can be rebuilt from the events, by its shape. Each has a column family of its own, with its
/// own record of the events that it reflects: the families reach the disk independently.
enum class Derived : std::uint8_t {
  identities,  ///< short random keys, each asked for once and usually absent
  licenses,    ///< a few bytes for each license, asked for at each of its events
  snapshots,   ///< folded states, long values
  search,      ///< rows, and the indexes over them, read in ranges
};

/// A change of one derived entry.
struct DerivedEntry {
  std::string key;
  std::optional<std::string> value;  ///< absent: the entry is removed
  auto operator<=>(const DerivedEntry&) const = default;
};

/// Reads the entries of one family in the order of their keys, as they were when it was made. One
/// thread. The texts are valid until it moves.
class DerivedCursor {
 public:
  virtual ~DerivedCursor() = default;
  /// To the first entry at `key` or after it.
  virtual void seek(std::string_view key) = 0;
  virtual void next() = 0;
  /// False at the end, and after a failure.
  virtual bool valid() const = 0;
  virtual std::string_view key() const = 0;
  virtual std::string_view value() const = 0;
  virtual Result<void> status() const = 0;
};

/// For the operator of a log that does not open.
inline constexpr std::string_view recovery_advice =
    "Restore the newest backup that verifies, or see docs/audit.md, \"When the log does not "
    "open\".";

/// The database of a ledger, on RocksDB.
///
/// Column families by how they are used: `events` (position → record; only ever appended); `tree`
/// (the tiles over it), `answers` (idempotency key → answer) and `kept`, written with the events
/// they belong to; and those of `Derived`, which can be rebuilt from the events: they are written
/// lazily and without the write-ahead log.
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
    /// What must survive with the events, and is no event.
    void put_kept(std::string_view key, std::string_view value);
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
  Result<std::optional<std::string>> kept(std::string_view key) const;
  Result<std::optional<std::string>> tree(std::string_view key) const;

  using Entries = std::vector<DerivedEntry>;
  /// One atomic write, which commits wait for: a few hundred entries are a good size. What a crash
  /// leaves of the writes of one family is a beginning of them.
  Result<void> write_derived(Derived family, std::span<const DerivedEntry> entries);
  Result<std::optional<std::string>> derived(Derived family, std::string_view key) const;
  std::unique_ptr<DerivedCursor> derived_cursor(Derived family) const;
  using EntryVisitor = std::function<void(std::string_view key, std::string_view value)>;
  Result<void> scan_derived(Derived family, std::string_view prefix,
                            const EntryVisitor& visit) const;
  /// Discards derived data that are of another version, or not trusted. While nobody reads them.
  Result<void> drop_derived();
  Result<void> drop_derived(Derived family);
  /// Puts derived data on disk, so that the next start has nothing to catch up on.
  Result<void> flush_derived();

 private:
  enum class Family : std::uint8_t;
  struct Database;
  explicit Store(std::unique_ptr<Database> database);
  Result<void> drop_outdated();
  Result<void> find_end();
  Result<std::optional<std::string>> get(Family family, std::string_view key) const;

  std::unique_ptr<Database> database_;
  Position end_;
  bool broken_ = false;
};

}  // namespace ledger
