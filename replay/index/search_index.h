#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/mutex.h"
#include "ledger/store.h"
#include "projections/search/search_counts.h"
#include "projections/search/search_filter.h"

namespace replay::index {

using ledger::Date;
using ledger::Instant;
using projections::search::SearchFilter;
using projections::search::SearchRow;

/// How far the index has got.
struct IndexMark {
  ledger::Position indexed_until;  ///< one more than the last position that the rows reflect
  /// The index is being built for the first time, license after license: it has those up to this
  /// serial number.
  std::optional<std::string> built_to;
  /// How many definitions and policies have been looked at, and until which instant.
  std::uint64_t catalog_events = 0;
  Instant catalog_now = ledger::earliest;
  /// Modules whose definition has changed, and how far the licenses with seats in the first of them
  /// have been looked at.
  std::vector<std::string> redefined;
  std::string redefined_to;

  /// Whether the rows reflect all events up to `indexed_until`.
  bool is_complete() const { return !built_to && redefined.empty(); }
  bool operator==(const IndexMark&) const = default;
  static auto fields(auto& self) {
    return std::tie(self.indexed_until, self.built_to, self.catalog_events, self.catalog_now,
                    self.redefined, self.redefined_to);
  }
};

/// The order of an answer. Licenses without the date are left out where it is the key.
enum class Sort : std::uint8_t { serial_number, company_name, expires_on, first_due };

/// Serial numbers in the order of a sort. One thread.
class Walk {
 public:
  virtual ~Walk() = default;
  /// To the first license whose key and serial number come after these.
  virtual void seek_after(std::string_view key, std::string_view serial_number) = 0;
  virtual void next() = 0;
  virtual bool valid() const = 0;
  virtual std::string_view serial_number() const = 0;
  virtual std::string_view key() const = 0;  ///< empty where the serial number is the key
  virtual ledger::Result<void> status() const = 0;
};

/// The key of a row in the order of a sort; `nullopt` if it has none.
std::optional<std::string> sort_key(Sort sort, const SearchRow& row);

/// The rows of all licenses on disk, with what they are found by. One thread writes, any thread
/// reads; what is read may be a write or two behind, and need not be of one instant.
class SearchIndex {
 public:
  explicit SearchIndex(ledger::Store& store) : store_(store) {}

  /// Reads the mark and the counters. What is unreadable, or of another version, is discarded, and
  /// the index begins anew. Before any other call.
  ledger::Result<void> open();
  /// The same without a change. False if there is nothing to be read.
  ledger::Result<bool> open_for_reading();

  // --- any thread
  IndexMark mark() const;
  ledger::Result<std::optional<SearchRow>> row(std::string_view serial_number) const;
  /// The licenses that the filter admits, or more: each row is to be judged.
  ledger::Result<std::unique_ptr<Walk>> walk(const SearchFilter& filter, Sort sort,
                                             const projections::state::Policy& policy,
                                             Instant at) const;
  /// Whether an invoice or user of that folded name was ever named in an event of the license.
  ledger::Result<bool> has_name(std::string_view serial_number, std::string_view name) const;
  /// Licenses of which an event has taken effect by `at`, while their rows are from before.
  ledger::Result<std::vector<std::string>> due(Instant at, std::size_t most) const;
  /// Licenses that ever had a seat in the module, and come after `after`.
  ledger::Result<std::vector<std::string>> holders(std::string_view module_name,
                                                   std::string_view after, std::size_t most) const;
  projections::search::Summary summary(const projections::state::Policy& policy, Instant at) const;

  // --- the indexer
  /// Gathers changes, and writes them together with the mark.
  class Update {
   public:
    explicit Update(SearchIndex& index) : index_(index) {}
    ledger::Result<void> replace(const std::string& serial_number,
                                 const std::optional<SearchRow>& row);
    /// What the event says that rows do not hold: names, and modules with seats.
    void add_names(const ledger::RecordedEvent& event);
    ledger::Result<void> write(const IndexMark& mark);

   private:
    SearchIndex& index_;
    std::map<std::string, std::optional<std::string>> changes_;
  };

 private:
  class Finder;
  ledger::Result<std::vector<std::string>> list(const std::string& prefix, std::string_view after,
                                                std::size_t most) const;

  ledger::Store& store_;
  mutable ledger::Mutex mutex_;
  IndexMark mark_ LEDGER_GUARDED_BY(mutex_);
  projections::search::SearchCounts counts_ LEDGER_GUARDED_BY(mutex_);
};

}  // namespace replay::index
