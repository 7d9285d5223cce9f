#pragma once

#include <functional>
#include <vector>

#include "ledger/event.h"
#include "ledger/result.h"
#include "ledger/store.h"

namespace ledger {

/// Where a stream ends: its last event, and that event's revision.
struct StreamHead {
  Position position = no_position;
  Revision revision;
  bool operator==(const StreamHead&) const = default;
};

/// The event at a position, decoded. `corrupt` if the record states another position.
Result<EventPtr> read_event(const Store& store, Position position);

/// Calls `visit` with each event in [from, to), in order, until it returns false; `visit` may move
/// from it. For readers of the whole log that keep little of it: no event is allocated.
Result<void> scan_events(const Store& store, Position from, Position to,
                         const std::function<bool(RecordedEvent&)>& visit);

/// The same with shared events.
Result<void> read_events(const Store& store, Position from, Position to,
                         const std::function<bool(EventPtr)>& visit);

/// The events of the stream that ends at `head`, from revision `from` on, oldest first. Each record
/// names the one before it in its stream, so no index is needed; a gap in the revisions is corrupt.
Result<std::vector<EventPtr>> read_stream(const Store& store, StreamHead head, Revision from = {});

}  // namespace ledger
