#include "projections/state/fold.h"

#include <algorithm>

#include "projections/state/evolve.h"

namespace projections::state {

void insert_in_order(Events& events, const ledger::EventPtr& event) {
  events.insert(std::ranges::upper_bound(events, event, InFoldOrder{}), event);
}

std::optional<Instant> first_due(const AwaitedEvents& events) {
  if (events.empty()) return std::nullopt;
  return (*events.begin())->effective_at;
}

Fold::Cursor::Cursor(Events events_) : events(std::move(events_)) {
  std::ranges::sort(events, InFoldOrder{});
}

const ledger::RecordedEvent* Fold::Cursor::take_until(Instant at) {
  const auto next = next_at();
  return next && *next <= at ? events[applied++].get() : nullptr;
}

std::optional<Instant> Fold::Cursor::next_at() const {
  if (applied == events.size()) return std::nullopt;
  return events[applied]->effective_at;
}

Fold::Fold(Events own, Events catalog) : own_(std::move(own)), catalog_events_(std::move(catalog)) {
  for (const auto& event : own_.events) note_recorded(license_, *event);
}

void Fold::run_to(Instant at, const Observer& before) {
  while (const auto* event = own_.take_until(at)) {
    if (before) before(*event);
    evolve(license_, *event);
  }
  while (const auto* event = catalog_events_.take_until(at)) {
    if (before) before(*event);
    catalog_.apply(*event);
  }
}

std::optional<Instant> Fold::next_event() const {
  const auto own = own_.next_at();
  const auto catalog = catalog_events_.next_at();
  if (!own || !catalog) return own ? own : catalog;
  return std::min(own, catalog);
}

Events Fold::waiting() const {
  const auto next = own_.events.begin() + static_cast<std::ptrdiff_t>(own_.applied);
  return {next, own_.events.end()};
}

}  // namespace projections::state
