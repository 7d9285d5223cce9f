#include "replay/snapshot_check.h"

#include <algorithm>
#include <fmt/format.h>

#include "projections/state/evolve.h"
#include "projections/state/snapshot.h"

namespace replay {
namespace {

bool is_among(const Events& events, const ledger::EventPtr& event) {
  return std::ranges::find(events, event) != events.end();
}

}  // namespace

SnapshotCheck::SnapshotCheck(std::string_view bytes)
    : bytes_(bytes), snapshot_(commands::live::derived_format::decode_snapshot(bytes)) {
  // Decoded again when needed: until then it would be in memory twice.
  if (snapshot_) snapshot_->license = {};
}

void SnapshotCheck::follow(const ledger::RecordedEvent& event,
                           const projections::state::LicenseFold& fold) {
  if (!snapshot_ || event.revision != snapshot_->head.revision) return;
  looked_ = true;
  if (event.position != snapshot_->head.position) {
    tell(event.subject, fmt::format("revision {} at position {}", event.revision.value,
                                    snapshot_->head.position.value));
    return;
  }
  const auto upcoming =
      still_to_come(event.subject, {fold.waiting().begin(), fold.waiting().end()});
  if (!upcoming) return;
  if (upcoming->size() == fold.waiting().size()) {
    compare(fold.license());
    return;
  }
  // Some of the waiting events had taken effect when the snapshot was made.
  License license = fold.license();
  for (const auto& waiting : fold.waiting()) {
    if (!is_among(*upcoming, waiting)) projections::state::evolve(license, *waiting);
  }
  compare(license);
}

void SnapshotCheck::look_back(const std::string& serial_number, const Events& events) {
  difference_.reset();
  looked_ = false;
  if (!snapshot_ || snapshot_->head.revision.value >= events.size()) return;
  looked_ = true;
  const auto last =
      events.begin() + static_cast<std::ptrdiff_t>(snapshot_->head.revision.value) + 1;
  if ((*std::prev(last))->position != snapshot_->head.position) {
    tell(serial_number, fmt::format("a state at position {}", snapshot_->head.position.value));
    return;
  }
  Events dated_ahead;
  std::copy_if(events.begin(), last, std::back_inserter(dated_ahead),
               [](const auto& event) { return event->effective_at > event->recorded_at; });
  const auto upcoming = still_to_come(serial_number, dated_ahead);
  if (!upcoming) return;
  // These were noted, and must not be applied.
  License license;
  license.serial_number = serial_number;
  for (const auto& event : *upcoming) projections::state::note_recorded(license, *event);
  Events applied;
  std::copy_if(events.begin(), last, std::back_inserter(applied),
               [&](const auto& event) { return !is_among(*upcoming, event); });
  projections::state::LicenseFold fold{std::move(license), {}};
  fold.take_all(applied, ledger::latest);
  compare(fold.license());
}

void SnapshotCheck::finish(const std::string& serial_number) {
  if (difference_ || looked_) return;
  tell(serial_number, snapshot_ ? fmt::format("revision {}, which the license has not reached",
                                              snapshot_->head.revision.value)
                                : std::string{"bytes that cannot be read"});
}

std::optional<Events> SnapshotCheck::still_to_come(const std::string& serial_number,
                                                   const Events& dated_ahead) {
  Events upcoming;
  for (const auto position : snapshot_->upcoming) {
    const auto found = std::ranges::find_if(
        dated_ahead, [&](const auto& event) { return event->position == position; });
    if (found == dated_ahead.end() || is_among(upcoming, *found)) {
      tell(serial_number, fmt::format("a state that still waits for position {}", position.value));
      return std::nullopt;
    }
    upcoming.push_back(*found);
  }
  return upcoming;
}

void SnapshotCheck::compare(const License& expected) {
  const auto saved = commands::live::derived_format::decode_snapshot(bytes_);
  if (saved->license == projections::state::snapshot_of(expected)) return;
  const auto found = projections::state::license_from(saved->license);
  if (found) {
    difference_ = difference_of(expected, *found);
  } else {
    tell(expected.serial_number, "a state that cannot be read");
  }
}

void SnapshotCheck::tell(const std::string& serial_number, std::string found) {
  difference_ = {.serial_number = serial_number,
                 .projection = Projection::state,
                 .part = "snapshot",
                 .expected = "a past state of the license",
                 .found = std::move(found)};
}

}  // namespace replay
