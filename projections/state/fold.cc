#include "projections/state/fold.h"

#include <algorithm>

#include "projections/state/evolve.h"

namespace projections::state {
namespace {

void sort_for_fold(Events& events) {
  std::ranges::sort(events, [](const auto& a, const auto& b) { return comes_before(*a, *b); });
}

}  // namespace

void insert_in_order(Events& events, const ledger::EventPtr& event) {
  const auto place = std::ranges::upper_bound(
      events, event, [](const auto& a, const auto& b) { return comes_before(*a, *b); });
  events.insert(place, event);
}

Fold::Fold(Events own, Events catalog) : own_(std::move(own)), catalog_events_(std::move(catalog)) {
  for (const auto& event : own_) note_recorded(license_, *event);
  sort_for_fold(own_);
  sort_for_fold(catalog_events_);
}

void Fold::run_to(Instant at) {
  while (own_applied_ < own_.size() && own_[own_applied_]->effective_at <= at) {
    evolve(license_, *own_[own_applied_++]);
  }
  while (catalog_applied_ < catalog_events_.size() &&
         catalog_events_[catalog_applied_]->effective_at <= at) {
    catalog_.apply(*catalog_events_[catalog_applied_++]);
  }
}

std::optional<Instant> Fold::next_event() const {
  std::optional<Instant> next;
  if (own_applied_ < own_.size()) next = own_[own_applied_]->effective_at;
  if (catalog_applied_ < catalog_events_.size()) {
    const Instant catalog_next = catalog_events_[catalog_applied_]->effective_at;
    if (!next || catalog_next < *next) next = catalog_next;
  }
  return next;
}

}  // namespace projections::state
