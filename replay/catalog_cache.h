#pragma once

#include <memory>
#include <optional>

#include "ledger/mutex.h"
#include "ledger/stream_cache.h"
#include "projections/state/catalog.h"

namespace replay {

using ledger::Instant;

/// Definitions and policy as they are from one instant to the next at which one takes effect.
struct CatalogSnapshot {
  projections::state::Catalog catalog;
  std::shared_ptr<const ledger::Events> known;  // recorded so far, effective or not
  Instant from;                                 // the first instant at which it is so
  Instant to;                                   // the first instant at which it no longer is
};
using CatalogSnapshotPtr = std::shared_ptr<const CatalogSnapshot>;

/// Folded from all that is known.
CatalogSnapshotPtr catalog_snapshot(std::shared_ptr<const ledger::Events> known, Instant at);

/// The catalog as known now, folded once and shared until it changes. Any thread.
class CatalogCache {
 public:
  explicit CatalogCache(const ledger::StreamCache& streams) : streams_(streams) {}

  CatalogSnapshotPtr at(Instant now) const;

 private:
  const ledger::StreamCache& streams_;
  mutable ledger::Mutex mutex_;
  mutable CatalogSnapshotPtr last_ LEDGER_GUARDED_BY(mutex_);
};

}  // namespace replay
