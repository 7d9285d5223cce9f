#include "projections/state/catalog_fold.h"

namespace projections::state {

void CatalogFold::take(const ledger::EventPtr& event, Instant now) {
  if (event->effective_at <= now) {
    apply(*event);
  } else {
    waiting_.insert(event);
  }
}

void CatalogFold::apply(const ledger::RecordedEvent& event) {
  catalog_.apply(event);
  ++applied_;
}

bool CatalogFold::advance(Instant now) {
  bool changed = false;
  while (!waiting_.empty() && (*waiting_.begin())->effective_at <= now) {
    apply(**waiting_.begin());
    waiting_.erase(waiting_.begin());
    changed = true;
  }
  return changed;
}

}  // namespace projections::state
