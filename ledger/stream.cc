#include "ledger/stream.h"

#include <algorithm>
#include <fmt/format.h>

#include "ledger/codec.h"

namespace ledger {

namespace {

/// The event that a record says it is, which must be the one of its place.
Result<RecordedEvent> event_in(std::span<const std::uint8_t> record, Position position) {
  auto event = decode(record);
  if (!event) {
    return fail(event.error().kind,
                fmt::format("position {}: {}", position.value, event.error().detail));
  }
  if (event->position != position) {
    return fail(FailureKind::corrupt,
                fmt::format("the record at position {} says it is at position {}", position.value,
                            event->position.value));
  }
  return event;
}

}  // namespace

Result<EventPtr> read_event(const Store& store, Position position) {
  const auto record = store.record(position);
  if (!record) return record.error();
  auto event =
      event_in({reinterpret_cast<const std::uint8_t*>(record->data()), record->size()}, position);
  if (!event) return event.error();
  return std::make_shared<const RecordedEvent>(std::move(*event));
}

Result<void> scan_events(const Store& store, Position from, Position to,
                         const std::function<bool(RecordedEvent&)>& visit) {
  std::optional<Failure> unreadable;
  const auto scanned =
      store.scan(from, to, [&](Position position, std::span<const std::uint8_t> record) {
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
    auto event = read_event(store, position);
    if (!event) return event.error();
    if ((*event)->revision.value != revision) {
      return fail(FailureKind::corrupt,
                  fmt::format("the record at position {} has revision {}, not {}", position.value,
                              (*event)->revision.value, revision));
    }
    position = (*event)->previous;
    events.push_back(std::move(*event));
    if (revision == from.value) break;
  }
  std::ranges::reverse(events);
  return events;
}

}  // namespace ledger
