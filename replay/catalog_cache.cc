#include "replay/catalog_cache.h"

#include <algorithm>

namespace replay {

CatalogSnapshotPtr catalog_snapshot(std::shared_ptr<const ledger::Events> known, Instant at) {
  auto snapshot = std::make_shared<CatalogSnapshot>();
  snapshot->from = ledger::earliest;
  snapshot->to = ledger::latest;
  for (const auto& event : *known) {
    if (event->effective_at <= at) {
      snapshot->catalog.apply(*event);
      snapshot->from = std::max(snapshot->from, event->effective_at);
    } else {
      snapshot->to = std::min(snapshot->to, event->effective_at);
    }
  }
  snapshot->known = std::move(known);
  return snapshot;
}

CatalogSnapshotPtr CatalogCache::at(Instant now) const {
  auto known = streams_.catalog();
  const ledger::MutexLock lock{mutex_};
  const bool holds = last_ && last_->known == known && last_->from <= now && now < last_->to;
  if (!holds) last_ = catalog_snapshot(std::move(known), now);
  return last_;
}

}  // namespace replay
