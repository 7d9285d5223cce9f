#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "ledger/directory.h"
#include "ledger/mutex.h"
#include "ledger/stream_cache.h"
#include "projections/state/catalog_fold.h"
#include "projections/state/license_fold.h"
#include "replay/index/search_index.h"

namespace replay::index {

/// What the indexer reads.
struct IndexedLog {
  const ledger::Store& store;
  ledger::StreamCache& streams;
  const ledger::Directory& directory;
  /// The ledger's clock, which may be a test clock.
  std::function<Instant()> now;
};

/// Keeps the search's index up to date with what is published, on a thread of its own: the rows of
/// the licenses that events, time or a definition have changed. The first time it goes through all
/// licenses. A failure ends it, and is reported once.
class Indexer {
 public:
  using Failed = std::function<void(const ledger::Failure&)>;
  Indexer(IndexedLog log, SearchIndex& index, Failed failed);
  ~Indexer();
  Indexer(const Indexer&) = delete;
  Indexer& operator=(const Indexer&) = delete;

  /// Waits until everything published at the call, and due by now, is indexed, or that time has
  /// passed. Any thread
  /// but the indexer's.
  void wait_for(std::chrono::milliseconds most) const;
  /// Ends the thread.
  void stop();

 private:
  using Serials = std::set<std::string>;

  void wake() const;
  void run();
  /// One piece of work; false if there is none.
  ledger::Result<bool> step();
  ledger::Result<void> build(IndexMark& mark, SearchIndex::Update& update);
  ledger::Result<void> follow(IndexMark& mark, SearchIndex::Update& update, Serials& touched);
  ledger::Result<void> look_at_redefined(IndexMark& mark, Serials& touched);
  ledger::Result<void> appraise(const std::string& serial_number, SearchIndex::Update& update);
  ledger::Result<std::optional<SearchRow>> row_of(const std::string& serial_number);
  /// Brings definitions to now, and notes the modules whose seats another definition concerns.
  void take_catalog(IndexMark& mark);
  void note_redefined(const std::vector<ledger::EventPtr>& redefinitions, IndexMark& mark) const;

  const IndexedLog log_;
  SearchIndex& index_;
  const Failed failed_;

  // The indexer's thread.
  projections::state::CatalogFold catalog_;
  std::size_t catalog_taken_ = 0;
  struct Followed {
    projections::state::LicenseFold fold;
    ledger::Revision revision;
  };
  boost::unordered_flat_map<std::string, Followed> followed_;  // licenses touched last
  std::uint64_t followed_events_ = 0;

  mutable ledger::Mutex mutex_;
  mutable std::condition_variable wake_;
  mutable std::condition_variable progress_;
  mutable bool woken_ LEDGER_GUARDED_BY(mutex_) = false;
  bool stopping_ LEDGER_GUARDED_BY(mutex_) = false;
  bool stopped_ LEDGER_GUARDED_BY(mutex_) = false;
  std::thread thread_;
  std::function<void()> unlisten_;
};

}  // namespace replay::index
