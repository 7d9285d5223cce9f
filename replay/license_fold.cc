#include "replay/license_fold.h"

#include <algorithm>

#include "projections/state/evolve.h"
#include "projections/state/order.h"

namespace replay {

LicenseFold::LicenseFold(License license, Events waiting)
    : license_(std::move(license)), waiting_(std::move(waiting)) {
  std::ranges::sort(waiting_, [](const auto& a, const auto& b) {
    return projections::state::comes_before(*a, *b);
  });
}

bool LicenseFold::take(const ledger::RecordedEvent& event) {
  projections::state::note_recorded(license_, event);
  if (event.effective_at > event.recorded_at) {
    projections::state::insert_in_order(waiting_,
                                        std::make_shared<const ledger::RecordedEvent>(event));
    return true;
  }
  if (!projections::state::in_order(license_, event)) return false;
  projections::state::evolve(license_, event);
  return true;
}

void LicenseFold::advance(Instant now) {
  const auto due = std::ranges::find_if(
      waiting_, [&](const ledger::EventPtr& event) { return event->effective_at > now; });
  for (auto at = waiting_.begin(); at != due; ++at) projections::state::evolve(license_, **at);
  waiting_.erase(waiting_.begin(), due);
}

LicenseFold fold_all(License license, const Events& events, Events waiting, Instant now) {
  for (const auto& event : events) projections::state::note_recorded(license, *event);
  waiting.insert(waiting.end(), events.begin(), events.end());
  LicenseFold fold{std::move(license), std::move(waiting)};
  fold.advance(now);
  return fold;
}

}  // namespace replay
