#include "replay/catalog_cache.h"

#include <algorithm>

namespace replay {
namespace {

CatalogSnapshotPtr snapshot_at(std::shared_ptr<const ledger::Events> known, Instant now) {
  auto snapshot = std::make_shared<CatalogSnapshot>();
  snapshot->from = ledger::earliest;
  snapshot->to = ledger::latest;
  for (const auto& event : *known) {
    if (event->effective_at <= now) {
      snapshot->catalog.apply(*event);
      snapshot->from = std::max(snapshot->from, event->effective_at);
    } else {
      snapshot->to = std::min(snapshot->to, event->effective_at);
    }
  }
  snapshot->known = std::move(known);
  return snapshot;
}

}  // namespace

CatalogSnapshotPtr CatalogCache::at(Instant now) const {
  auto known = streams_.catalog();
  const ledger::MutexLock lock{mutex_};
  const bool holds = last_ && last_->known == known && last_->from <= now && now < last_->to;
  if (!holds) last_ = snapshot_at(std::move(known), now);
  return last_;
}

}  // namespace replay
