#include "tools/webhooks/watch.h"

#include <algorithm>

namespace tools::webhooks {
namespace {

constexpr std::size_t most_kept = 256;

}  // namespace

Watch::Watch(const ledger::StreamCache& streams, Position known, Instant at)
    : streams_(streams), known_(known), at_(at) {
  catalog_events_ = known_of(*streams_.catalog());
  for (const auto& event : catalog_events_) {
    if (event->effective_at <= at_) {
      catalog_.apply(*event);
    } else {
      projections::state::insert_in_order(waiting_, event);
    }
  }
}

Events Watch::known_of(const Events& events) const {
  const auto end = std::ranges::lower_bound(events, known_, {},
                                            [](const auto& event) { return event->position; });
  return {events.begin(), end};
}

ledger::Result<void> Watch::take(const ledger::EventPtr& event) {
  known_ = ledger::next(event->position);
  if (ledger::stream_of(*event) == ledger::catalog_stream) {
    catalog_events_.push_back(event);
    if (event->effective_at <= at_) {
      catalog_.apply(*event);
    } else {
      projections::state::insert_in_order(waiting_, event);
    }
    return boost::system::in_place_value;
  }
  const auto kept = kept_.find(event->subject);
  if (kept == kept_.end()) return boost::system::in_place_value;
  kept->second.advance(at_);
  if (!kept->second.take(*event)) {
    auto again = fold(event->subject);
    if (!again) return again.error();
    kept->second = std::move(*again);
  }
  kept->second.advance(at_);
  return boost::system::in_place_value;
}

void Watch::move_to(Instant at) {
  at_ = std::max(at_, at);
  const auto due =
      std::ranges::find_if(waiting_, [&](const auto& event) { return event->effective_at > at_; });
  for (auto event = waiting_.begin(); event != due; ++event) catalog_.apply(**event);
  waiting_.erase(waiting_.begin(), due);
}

ledger::Result<replay::LicenseFold> Watch::fold(const std::string& serial_number) const {
  const auto events = streams_.of(serial_number);
  if (!events) return events.error();
  return replay::fold_all(serial_number, known_of(*events), at_);
}

ledger::Result<const replay::LicenseFold*> Watch::license(const std::string& serial_number,
                                                          bool keep) {
  if (const auto kept = kept_.find(serial_number); kept != kept_.end()) {
    kept->second.advance(at_);
    return &kept->second;
  }
  auto made = fold(serial_number);
  if (!made) return made.error();
  if (!keep) {
    other_ = std::move(*made);
    return &*other_;
  }
  if (kept_.size() == most_kept) kept_.clear();
  return &kept_.emplace(serial_number, std::move(*made)).first->second;
}

ledger::Result<projections::state::Fold> Watch::past_of(const std::string& serial_number) const {
  const auto events = streams_.of(serial_number);
  if (!events) return events.error();
  return projections::state::Fold{known_of(*events), catalog_events_};
}

std::optional<Instant> Watch::next_of_catalog() const {
  if (waiting_.empty()) return std::nullopt;
  return waiting_.front()->effective_at;
}

}  // namespace tools::webhooks
