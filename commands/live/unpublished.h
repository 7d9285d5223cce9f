#pragma once

#include <string_view>

#include "ledger/event.h"
#include "ledger/stream_cache.h"

namespace commands::live {

using ledger::Events;

/// Events that are applied but may not be on disk: only the writer sees them. One thread.
class Unpublished {
 public:
  void add(const ledger::EventPtr& event) { events_.push_back(event); }
  std::size_t size() const { return events_.size(); }

  /// Adds those of a stream to what is published of it.
  void append_to(Events& published, std::string_view stream) const;
  /// The event at a position; null if it is published.
  ledger::EventPtr at(ledger::Position position) const;

  /// All of them are on disk: readers may see them.
  void publish_to(ledger::StreamCache& streams);

 private:
  Events events_;  // by position, without gaps
};

}  // namespace commands::live
