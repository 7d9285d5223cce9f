#include "commands/live/unpublished.h"

#include <algorithm>

namespace commands::live {

Events Unpublished::of(ledger::StreamHead head) const {
  Events found;
  for (auto event = at(head.position); event != nullptr; event = at(event->previous)) {
    found.push_back(event);
  }
  std::ranges::reverse(found);
  return found;
}

ledger::EventPtr Unpublished::at(ledger::Position position) const {
  if (events_.empty() || position == ledger::no_position) return nullptr;
  if (position < events_.front()->position) return nullptr;
  return events_[position.value - events_.front()->position.value];
}

void Unpublished::publish_to(ledger::StreamCache& streams) {
  streams.publish(events_);
  events_.clear();
}

}  // namespace commands::live
