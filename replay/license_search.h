#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/stream_cache.h"
#include "projections/search/search_counts.h"
#include "projections/search/search_filter.h"
#include "replay/catalog_cache.h"
#include "replay/index/indexer.h"
#include "replay/index/search_index.h"
#include "replay/questions.h"

namespace replay {

using index::Sort;
using projections::search::SearchFilter;
using projections::search::SearchRow;

/// One license that was found, as it is at the instant of the answer.
struct SearchHit {
  std::string serial_number;
  SearchRow row;
  projections::state::Stage stage{};
  ledger::ReasonCodeSet blocked_by;
  bool can_be_activated = false;
  std::optional<Instant> blocked_since;  ///< since when any of these holds
  std::int64_t to_remove = 0;            ///< seats, over all modules in excess
};

/// Where the next page of a search begins.
struct Cursor {
  std::string key;  ///< of the sort
  std::string serial_number;
};

struct SearchQuestion {
  SearchFilter filter;
  Sort sort = Sort::serial_number;
  Cursor after;
  std::size_t limit = 50;
};

struct SearchPage {
  std::vector<SearchHit> hits;
  std::optional<Cursor> next;  ///< absent: there are no more
  Instant at;
  projections::state::Policy policy;
  /// Whether all licenses were considered. Not while the index is behind: then licenses that have
  /// changed lately may be missing, but what is shown is right.
  bool complete = true;
};

/// How many licenses a search finds of each sort. `at_least`: there are more, which were not
/// counted.
struct Facets {
  projections::search::Summary summary;
  bool at_least = false;
};

/// Finds licenses by the index, and judges each by its events before it is shown. Read-only; any
/// thread. A search may take some milliseconds.
class LicenseSearch {
 public:
  LicenseSearch(const ledger::StreamCache& streams, const ledger::Store& store,
                const Questions& questions, const index::SearchIndex& index,
                const index::Indexer& indexer)
      : streams_(streams),
        store_(store),
        questions_(questions),
        index_(index),
        indexer_(indexer),
        catalogs_(streams) {}

  ledger::Result<SearchPage> find(const SearchQuestion& question, Instant now) const;
  struct Counted {
    projections::search::Summary summary;
    bool complete = true;
    std::uint64_t behind = 0;  ///< events that are not counted yet
  };
  /// Whether the index reflects everything that is published. At once.
  bool is_complete(Instant now) const;
  /// Of all licenses, at the cost of the number of different dates.
  Counted summary(Instant now) const;
  ledger::Result<Facets> facets(const SearchFilter& filter, Instant now) const;

 private:
  /// A license, and its place in the order of a page.
  struct Found {
    std::string key;
    SearchHit hit;
  };
  class PageFiller;
  struct Changed {
    std::vector<std::string> serial_numbers;  // sorted
    bool complete = true;
  };
  /// Licenses whose rows may not show what they are now.
  ledger::Result<Changed> changed(Instant now) const;
  ledger::Result<std::unique_ptr<index::Walk>> walk(const SearchQuestion& question,
                                                    const projections::state::Policy& policy,
                                                    Instant now) const;
  ledger::Result<std::optional<SearchHit>> judge(const std::string& serial_number,
                                                 const SearchFilter& filter, Instant now) const;
  ledger::Result<std::vector<Found>> judge_changed(const Changed& changed,
                                                   const SearchQuestion& question,
                                                   Instant now) const;
  /// The same for one whose row is up to date: most are ruled out by it.
  ledger::Result<std::optional<SearchHit>> judge_indexed(const std::string& serial_number,
                                                         const SearchFilter& filter,
                                                         const projections::state::Policy& policy,
                                                         Instant now) const;
  ledger::Result<bool> meets_terms(const SearchFilter& filter, std::string_view serial_number,
                                   const SearchRow& row) const;

  const ledger::StreamCache& streams_;
  const ledger::Store& store_;
  const Questions& questions_;
  const index::SearchIndex& index_;
  const index::Indexer& indexer_;
  const CatalogCache catalogs_;
};

}  // namespace replay
