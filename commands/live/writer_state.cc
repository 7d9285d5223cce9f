#include "commands/live/writer_state.h"

#include <algorithm>
#include <utility>

#include "projections/reasons/rule.h"

namespace commands::live {
namespace {

/// A license that gets so many events is likely to get more, and to be decided about: from then on
/// it is followed, so that a decision need not load a long history.
constexpr ledger::Revision followed_from{256};

}  // namespace

using ledger::EventPtr;
using ledger::Position;
using ledger::StreamHead;
using projections::state::LicenseFold;

WriterState::WriterState(const ledger::Store& store, ledger::StreamCache& streams,
                         ledger::Directory& directory, std::uint64_t max_live_events)
    : store_(store),
      streams_(streams),
      directory_(directory),
      identities_(store),
      licenses_(max_live_events) {}

ledger::Result<LiveLicense*> WriterState::find(std::string_view serial_number) {
  LiveLicense* license = licenses_.find(serial_number);
  if (license == nullptr) {
    LEDGER_ASSIGN_OR_RETURN(license, noted(load(serial_number)));
  }
  if (license != nullptr) license->fold.advance(now_);
  return license;
}

ledger::Result<LiveLicense*> WriterState::load(std::string_view serial_number) {
  LEDGER_ASSIGN_OR_RETURN(const auto entry, directory_.find(serial_number));
  if (!entry) return nullptr;
  const Events recent = unpublished_.of(entry->head);
  StreamHead published = entry->head;
  if (!recent.empty()) {
    const auto& first = *recent.front();
    published = {first.previous,
                 {first.revision.value - std::min<std::uint64_t>(first.revision.value, 1)}};
  }
  LicenseFold fold{serial_number};
  if (published.position != ledger::no_position) {
    LEDGER_ASSIGN_OR_RETURN(auto loaded, load_license(store_, serial_number, published, now_));
    fold = std::move(loaded.fold);
  }
  LEDGER_ASSIGN_OR_RETURN(fold,
                          bring_forward(serial_number, std::move(fold), published, entry->head));
  return &licenses_.keep(std::string{serial_number},
                         {.head = entry->head, .fold = std::move(fold)});
}

ledger::Result<LicenseFold> WriterState::bring_forward(std::string_view serial_number,
                                                       LicenseFold fold, StreamHead from,
                                                       StreamHead head) {
  Events events;
  for (Position position = head.position; position != from.position;) {
    LEDGER_ASSIGN_OR_RETURN(auto event, event_at(position));
    position = event->previous;
    events.push_back(std::move(event));
  }
  fold.advance(now_);
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    if (fold.take(**event, now_)) continue;
    LEDGER_ASSIGN_OR_RETURN(const auto all, events_of(serial_number));
    return LicenseFold{serial_number, all, now_};
  }
  return fold;
}

ledger::Result<bool> WriterState::knows(std::string_view serial_number) {
  LEDGER_ASSIGN_OR_RETURN(const auto entry, noted(directory_.find(serial_number)));
  return entry.has_value();
}

ledger::Result<std::optional<LicenseHead>> WriterState::cold(const std::string& serial_number) {
  if (licenses_.find(serial_number) != nullptr) return std::optional<LicenseHead>{};
  LEDGER_ASSIGN_OR_RETURN(const auto head, noted(streams_.head(serial_number)));
  if (!head) return std::optional<LicenseHead>{};
  return std::optional{LicenseHead{serial_number, *head}};
}

ledger::Result<void> WriterState::adopt(const LicenseHead& license, LoadedLicense loaded) {
  const auto& serial_number = license.serial_number;
  if (licenses_.find(serial_number) != nullptr) return ledger::ok;
  LEDGER_ASSIGN_OR_RETURN(const auto entry, noted(directory_.find(serial_number)));
  LEDGER_ASSIGN_OR_RETURN(auto fold, noted(bring_forward(serial_number, std::move(loaded.fold),
                                                         license.head, entry->head)));
  licenses_.keep(serial_number, {.head = entry->head, .fold = std::move(fold)});
  return ledger::ok;
}

ledger::Result<bool> WriterState::may_activate(std::string_view serial_number) {
  LEDGER_ASSIGN_OR_RETURN(const auto entry, noted(directory_.find(serial_number)));
  return entry && entry->waiting;
}

ledger::Result<StreamHead> WriterState::head_of(const ledger::Event& event) {
  if (ledger::stream_of(event) == ledger::catalog_stream) return catalog_head_;
  LEDGER_ASSIGN_OR_RETURN(const auto entry, noted(directory_.find(event.subject)));
  return entry ? entry->head : StreamHead{};
}

ledger::Result<void> WriterState::apply(const EventPtr& event) {
  end_ = ledger::next(event->position);
  unpublished_.add(event);
  if (ledger::stream_of(*event) == ledger::catalog_stream) {
    apply_to_catalog(event);
    return ledger::ok;
  }
  LEDGER_RETURN_IF_FAILED(noted(note(*event)));
  LiveLicense* license = licenses_.find(event->subject);
  if (license == nullptr) {
    if (event->revision == followed_from) LEDGER_RETURN_IF_FAILED(noted(load(event->subject)));
    return ledger::ok;
  }
  license->head = {event->position, event->revision};
  license->fold.advance(now_);
  // A decision that belongs before one that is applied: folded anew when it is needed.
  if (!license->fold.take(*event, now_)) licenses_.drop(event->subject);
  return ledger::ok;
}

ledger::Result<void> WriterState::note(const ledger::RecordedEvent& event) {
  LEDGER_ASSIGN_OR_RETURN(const auto entry, directory_.note(event));
  if (derived_format::wants_snapshot(entry.head.revision, entry.snapshot, short_tail_)) {
    grown_.insert(event.subject);
  }
  return ledger::ok;
}

void WriterState::apply_to_catalog(const EventPtr& event) {
  catalog_head_ = {event->position, event->revision};
  catalog_.take(event, now_);
}

ledger::Result<std::optional<ledger::Instant>> WriterState::next_due() {
  LEDGER_ASSIGN_OR_RETURN(const auto due, noted(directory_.next_due()));
  return projections::reasons::earlier(catalog_.next_due(), due);
}

ledger::Result<std::vector<std::string>> WriterState::let_take_effect(std::size_t most) {
  if (catalog_.advance(now_)) begin_round();
  LEDGER_ASSIGN_OR_RETURN(auto due, noted(directory_.take_due(now_, most)));
  std::vector<std::string> serial_numbers;
  if (due.empty()) return serial_numbers;
  for (auto& one : due) serial_numbers.push_back(one.serial_number);
  progress_.last_due = std::move(due.back());
  return serial_numbers;
}

std::optional<std::string> WriterState::take_progress() {
  if (progress_ == kept_progress_) return std::nullopt;
  kept_progress_ = progress_;
  return derived_format::encode(progress_);
}

ledger::Result<std::vector<std::string>> WriterState::take_from_round(std::size_t most) {
  LEDGER_ASSIGN_OR_RETURN(auto next, noted(directory_.waiting(*progress_.round_after, most)));
  if (next.size() < most) {
    end_round();
  } else {
    progress_.round_after = next.back();
  }
  return next;
}

ledger::Result<bool> WriterState::is_behind() {
  if (has_round()) return true;
  LEDGER_ASSIGN_OR_RETURN(const auto due, next_due());
  return due && *due <= now_;
}

ledger::Result<Events> WriterState::events_of(std::string_view serial_number) {
  LEDGER_ASSIGN_OR_RETURN(auto events, noted(streams_.of(serial_number)));
  LEDGER_ASSIGN_OR_RETURN(const auto entry, noted(directory_.find(serial_number)));
  if (!entry) return events;
  const Events recent = unpublished_.of(entry->head);
  events.insert(events.end(), recent.begin(), recent.end());
  return events;
}

ledger::Result<EventPtr> WriterState::event_at(Position position) {
  if (auto event = unpublished_.at(position)) return event;
  return noted(ledger::read_event(store_, position));
}

}  // namespace commands::live
