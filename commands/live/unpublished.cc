#include "commands/live/unpublished.h"

namespace commands::live {

void Unpublished::append_to(Events& published, std::string_view stream) const {
  for (const auto& event : events_) {
    if (ledger::stream_of(*event) == stream) published.push_back(event);
  }
}

ledger::EventPtr Unpublished::at(ledger::Position position) const {
  if (events_.empty() || position < events_.front()->position) return nullptr;
  return events_[position.value - events_.front()->position.value];
}

void Unpublished::publish_to(ledger::StreamCache& streams) {
  streams.publish(events_);
  events_.clear();
}

}  // namespace commands::live
