#include "ledger/stream.h"

#include <algorithm>
#include <fmt/format.h>

#include "ledger/bytes.h"
#include "ledger/codec.h"

namespace ledger {

namespace {

/// The event of a record, which must state its own position.
Result<RecordedEvent> event_in(std::span<const std::uint8_t> record, Position position) {
  auto event = decode(record);
  if (!event) {
    return fail(event.error().kind,
                fmt::format("the record at position {} cannot be decoded", position.value),
                event.error().detail);
  }
  if (event->position != position) {
    return corrupt(fmt::format("the record at position {} states position {}", position.value,
                               event->position.value));
  }
  return event;
}

}  // namespace

Result<EventPtr> read_event(const Store& store, Position position) {
  LEDGER_ASSIGN_OR_RETURN(const auto record, store.record(position));
  LEDGER_ASSIGN_OR_RETURN(auto event, event_in(bytes_of(record), position));
  return std::make_shared<const RecordedEvent>(std::move(event));
}

Result<void> scan_events(const Store& store, Position from, Position to,
                         const std::function<bool(RecordedEvent&)>& visit) {
  std::optional<Failure> unreadable;
  auto scanned = store.scan(from, to, [&](Position position, std::span<const std::uint8_t> record) {
    auto event = event_in(record, position);
    if (!event) {
      unreadable = event.error();
      return false;
    }
    return visit(*event);
  });
  if (unreadable) return *unreadable;
  return scanned;
}

Result<void> read_events(const Store& store, Position from, Position to,
                         const std::function<bool(EventPtr)>& visit) {
  return scan_events(store, from, to, [&](RecordedEvent& event) {
    return visit(std::make_shared<const RecordedEvent>(std::move(event)));
  });
}

Result<std::vector<EventPtr>> read_stream(const Store& store, StreamHead head, Revision from) {
  std::vector<EventPtr> events;
  if (head.position == no_position || head.revision < from) return events;
  events.reserve(head.revision.value - from.value + 1);
  Position position = head.position;
  for (std::uint64_t revision = head.revision.value;; --revision) {
    LEDGER_ASSIGN_OR_RETURN(auto event, read_event(store, position));
    if (event->revision.value != revision) {
      return corrupt(fmt::format("the record at position {} has revision {}, not {}",
                                 position.value, event->revision.value, revision));
    }
    position = event->previous;
    events.push_back(std::move(event));
    if (revision == from.value) break;
  }
  std::ranges::reverse(events);
  return events;
}

}  // namespace ledger
