#include "commands/live/writer_state.h"

#include <algorithm>
#include <utility>

#include "projections/license_summary.h"
#include "projections/reasons/rule.h"

namespace commands::live {

using ledger::EventPtr;
using ledger::Position;

WriterState::WriterState(const ledger::Store& store, ledger::StreamCache& streams,
                         projections::Directory& directory)
    : store_(store),
      streams_(streams),
      directory_(directory),
      identities_(store),
      licenses_(store, streams),
      upkeep_(directory) {}

ledger::Result<LiveLicense*> WriterState::find(std::string_view serial_number) {
  LEDGER_ASSIGN_OR_RETURN(LiveLicense * license, find_as_it_is(serial_number));
  if (license != nullptr && license->outdated) LEDGER_RETURN_IF_FAILED(fold_again(*license));
  return license;
}

ledger::Result<LiveLicense*> WriterState::find_as_it_is(std::string_view serial_number) {
  if (LiveLicense* license = licenses_.find(serial_number)) return license;
  LEDGER_ASSIGN_OR_RETURN(LiveLicense * license,
                          noted(licenses_.load(std::string{serial_number}, now_)));
  if (license != nullptr) upkeep_.note_row(*license);
  return license;
}

ledger::Result<bool> WriterState::knows(std::string_view serial_number) {
  LEDGER_ASSIGN_OR_RETURN(const LiveLicense* license, find_as_it_is(serial_number));
  return license != nullptr;
}

std::optional<LicenseHead> WriterState::cold(const std::string& serial_number) {
  if (licenses_.find(serial_number) != nullptr) return std::nullopt;
  const auto head = streams_.head(serial_number);
  if (!head) return std::nullopt;
  return LicenseHead{serial_number, *head};
}

void WriterState::adopt(const LicenseHead& license, LoadedLicense loaded) {
  const auto still_cold = cold(license.serial_number);
  if (!still_cold || still_cold->head.revision != license.head.revision) return;
  LiveLicense& live = licenses_.adopt(license, std::move(loaded));
  live.fold.advance(now_);
  upkeep_.note_row(live);
}

void WriterState::take(LiveLicense& license, const EventPtr& event) {
  license.head = {event->position, event->revision};
  // Facts are applied in any case: they commute.
  if (license.outdated && ledger::traits_of(event->type()).decision) return;
  if (license.fold.take(*event, now_)) return;
  license.outdated = true;
  outdated_.insert(event->subject);
}

ledger::Result<void> WriterState::fold_again(LiveLicense& license) {
  const std::string serial_number = license.state().serial_number;
  LEDGER_ASSIGN_OR_RETURN(const auto events, events_of(serial_number));
  license.fold = {serial_number, events, now_};
  license.outdated = false;
  upkeep_.update(license);
  return ledger::ok;
}

ledger::Result<bool> WriterState::updates_automatically(std::string_view serial_number) {
  LEDGER_ASSIGN_OR_RETURN(const LiveLicense* license, find_as_it_is(serial_number));
  const auto& registration = license->state().registration;
  return registration && registration->value.auto_update;
}

ledger::Result<void> WriterState::fold_outdated() {
  for (const auto& serial_number : std::exchange(outdated_, {})) {
    LEDGER_RETURN_IF_FAILED(find(serial_number));
  }
  return ledger::ok;
}

ledger::Result<ledger::StreamHead> WriterState::head_of(const ledger::Event& event) {
  if (ledger::stream_of(event) == ledger::catalog_stream) return catalog_head_;
  LEDGER_ASSIGN_OR_RETURN(const LiveLicense* license, find_as_it_is(event.subject));
  return license == nullptr ? ledger::StreamHead{} : license->head;
}

ledger::Result<void> WriterState::apply(const EventPtr& event) {
  end_ = ledger::next(event->position);
  unpublished_.add(event);
  if (ledger::stream_of(*event) == ledger::catalog_stream) {
    apply_to_catalog(event);
    directory_.outdate_all();
    return ledger::ok;
  }
  LEDGER_ASSIGN_OR_RETURN(LiveLicense * license, find_as_it_is(event->subject));
  if (license == nullptr) license = &licenses_.add(event->subject);
  take(*license, event);
  upkeep_.update_for(*event, *license, now_);
  return ledger::ok;
}

void WriterState::apply_to_catalog(const EventPtr& event) {
  catalog_head_ = {event->position, event->revision};
  catalog_.take(event, now_);
}

std::optional<ledger::Instant> WriterState::next_due() const {
  return projections::reasons::earlier(catalog_.next_due(), directory_.next_due());
}

ledger::Result<std::vector<std::string>> WriterState::let_take_effect() {
  std::vector<std::string> affected = directory_.due_until(now_);
  const bool catalog_changed = catalog_.advance(now_);
  for (const auto& serial_number : affected) {
    LEDGER_ASSIGN_OR_RETURN(LiveLicense * license, find(serial_number));
    license->fold.advance(now_);
    upkeep_.update(*license);
  }
  if (catalog_changed) {
    directory_.outdate_all();
    for (const auto& serial_number : wanting_activation()) affected.push_back(serial_number);
  }
  std::ranges::sort(affected);
  affected.erase(std::unique(affected.begin(), affected.end()), affected.end());
  return affected;
}

std::vector<std::string> WriterState::wanting_activation() const {
  const auto& wanting = directory_.wanting_activation();
  return {wanting.begin(), wanting.end()};
}

ledger::Result<Events> WriterState::events_of(std::string_view serial_number) {
  LEDGER_ASSIGN_OR_RETURN(auto events, noted(streams_.of(serial_number)));
  unpublished_.append_to(events, serial_number);
  return events;
}

Events WriterState::catalog_events() const {
  Events events = *streams_.catalog();
  unpublished_.append_to(events, ledger::catalog_stream);
  return events;
}

ledger::Result<EventPtr> WriterState::event_at(Position position) {
  if (auto event = unpublished_.at(position)) return event;
  return noted(ledger::read_event(store_, position));
}

/// A license that is only appraised is not kept: after a change of policy all of them are.
std::optional<projections::LicenseSummary> WriterState::appraise(const std::string& serial_number) {
  const bool was_live = licenses_.find(serial_number) != nullptr;
  const auto license = find(serial_number);
  if (!license || *license == nullptr) return std::nullopt;
  auto summary = projections::summarize((*license)->state(), catalog(), now_);
  if (!was_live) licenses_.drop(serial_number);
  return summary;
}

bool WriterState::refresh_directory(std::size_t at_most) {
  return upkeep_.refresh(now_, at_most, [this](const auto& serial) { return appraise(serial); });
}

}  // namespace commands::live
