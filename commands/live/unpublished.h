#pragma once

#include "ledger/event.h"
#include "ledger/stream.h"
#include "ledger/stream_cache.h"

namespace commands::live {

using ledger::Events;

/// Events that are applied but may not be on disk: only the writer sees them. One thread.
class Unpublished {
 public:
  void add(const ledger::EventPtr& event) { events_.push_back(event); }
  std::size_t size() const { return events_.size(); }

  /// Those of the stream that ends at `head`, oldest first, at the cost of their number.
  Events of(ledger::StreamHead head) const;
  /// The event at a position; null if it is published.
  ledger::EventPtr at(ledger::Position position) const;

  /// All of them are on disk: readers may see them.
  void publish_to(ledger::StreamCache& streams);

 private:
  Events events_;  // by position, without gaps
};

}  // namespace commands::live
