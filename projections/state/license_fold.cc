#include "projections/state/license_fold.h"

#include <algorithm>
#include <utility>

#include "projections/state/evolve.h"

namespace projections::state {

LicenseFold::LicenseFold(License license, const Events& waiting)
    : license_(std::move(license)), waiting_(waiting.begin(), waiting.end()) {}

LicenseFold::LicenseFold(std::string_view serial_number, const Events& events, Instant now)
    : LicenseFold(serial_number) {
  take_all(events, now);
}

bool LicenseFold::take(const ledger::RecordedEvent& event, Instant now) {
  if (event.effective_at > now) {
    await(std::make_shared<const ledger::RecordedEvent>(event));
    return true;
  }
  if (!in_order(license_, event)) return false;
  note_recorded(license_, event);
  evolve(license_, event);
  return true;
}

void LicenseFold::take_all(const Events& recorded, Instant now) {
  for (const auto& event : recorded) note_recorded(license_, *event);
  // Sorted in one go: there may be a whole history.
  Events events{waiting_.begin(), waiting_.end()};
  waiting_.clear();
  events.insert(events.end(), recorded.begin(), recorded.end());
  std::ranges::sort(events, InFoldOrder{});
  const auto later =
      std::ranges::find_if(events, [&](const auto& event) { return event->effective_at > now; });
  for (auto at = events.begin(); at != later; ++at) evolve(license_, **at);
  waiting_.insert(later, events.end());
}

void LicenseFold::await(ledger::EventPtr event) {
  note_recorded(license_, *event);
  waiting_.insert(std::move(event));
}

void LicenseFold::advance(Instant now, const Observer& before) {
  while (!waiting_.empty() && (*waiting_.begin())->effective_at <= now) {
    const auto event = waiting_.extract(waiting_.begin());
    if (before) before(*event.value());
    evolve(license_, *event.value());
  }
}

}  // namespace projections::state
