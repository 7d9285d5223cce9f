#include <algorithm>
#include <fmt/format.h>

#include "commands/live/derived_format.h"
#include "commands/live/license_snapshot.h"
#include "commands/live/writer_state.h"

/// What the writer's state saves for a restart, and how it is restored.
namespace commands::live {

using ledger::EventPtr;

namespace {

ledger::Failure lost(ledger::Position position) {
  return ledger::corrupt(
      fmt::format("the log ends before position {}, but events up to there were acknowledged: "
                  "restore the data directory from a backup",
                  position.value));
}

/// The last event of the stream before a position; none if it begins later.
ledger::Result<ledger::StreamHead> head_before(const ledger::Store& store, ledger::StreamHead head,
                                               ledger::Position end) {
  if (head.position >= store.end_at_open()) return lost(head.position);
  while (head.position != ledger::no_position && head.position >= end) {
    LEDGER_ASSIGN_OR_RETURN(const EventPtr event, ledger::read_event(store, head.position));
    head = {event->previous, {event->revision.value - 1}};
  }
  return head;
}

}  // namespace

/// A row of a save that was not finished is ahead of the mark. The events between them are in the
/// tail that is applied next, and bring it to where it is.
ledger::Result<bool> WriterState::restore_rows(ledger::Position applied_until) {
  bool readable = true;
  std::optional<ledger::Failure> failure;
  const auto restore = [&](std::string_view key, std::string_view value) {
    const std::string serial_number{key.substr(derived_format::row_prefix.size())};
    auto saved = derived_format::decode_row(value);
    readable = readable && saved.has_value();
    if (!readable || failure) return;
    const auto head = head_before(store_, saved->head, applied_until);
    if (!head) {
      failure = head.error();
    } else if (head->position != ledger::no_position) {
      streams_.restore(serial_number, *head);
      if (saved->catalog_applied != catalog_.applied()) saved->row.summary.reset();
      if (saved->now > now_) {
        // What was due before that instant is again: the license is to be looked at.
        saved->row.summary.reset();
        saved->row.due = now_;
      }
      if (!saved->row.summary) directory_.outdate(serial_number);
      directory_.put(serial_number, std::move(saved->row));
    }
  };
  LEDGER_RETURN_IF_FAILED(store_.scan_derived(derived_format::row_prefix, restore));
  if (failure) return *failure;
  return readable;
}

ledger::Result<bool> WriterState::restore_saved() {
  LEDGER_ASSIGN_OR_RETURN(const auto bytes, store_.derived(derived_format::mark_key));
  if (!bytes) return true;
  const auto mark = derived_format::decode_mark(*bytes);
  if (!mark) return false;
  if (mark->applied_until > store_.end_at_open()) return lost(mark->applied_until);
  LEDGER_ASSIGN_OR_RETURN(const auto catalog, ledger::read_stream(store_, mark->catalog_head));
  now_ = mark->now;
  for (const auto& event : catalog) apply_to_catalog(event);
  LEDGER_ASSIGN_OR_RETURN(const bool readable, restore_rows(mark->applied_until));
  if (!readable) return false;
  streams_.publish(catalog);
  streams_.restore(mark->applied_until);
  saved_until_ = mark->applied_until;
  end_ = mark->applied_until;
  return true;
}

ledger::Result<void> WriterState::open() {
  LEDGER_ASSIGN_OR_RETURN(const bool restored, restore_saved());
  if (!restored) {
    return ledger::invalid("what is derived is of another version");
  }
  const auto scanned =
      ledger::read_events(store_, end_, store_.end_at_open(), [&](const EventPtr& event) {
        identities_.add(ledger::identity_key(event->source, event->id), event->position);
        now_ = std::max(now_, event->recorded_at);
        // The attempts made at that time are in the log.
        if (!let_take_effect() || !apply(event)) return false;
        // Bounded: the tail may be the whole log when nothing was saved.
        if (unpublished_.size() < 4096) return true;
        if (!fold_outdated()) return false;
        publish();
        return true;
      });
  if (failure_) return *failure_;
  LEDGER_RETURN_IF_FAILED(scanned);
  LEDGER_RETURN_IF_FAILED(fold_outdated());
  publish();
  return ledger::ok;
}

ToSave WriterState::save(std::uint64_t short_tail) {
  ToSave to_save{.entries = {},
                 .mark = derived_format::encode({end_, now_, catalog_head_}),
                 .grown = licenses_.take_grown(short_tail),
                 .now = now_};
  identities_.drain();
  for (const auto& serial_number : upkeep_.take_unsaved()) {
    derived_format::Row saved{.head = *streams_.head(serial_number),
                              .row = *directory_.find(serial_number),
                              .catalog_applied = catalog_.applied(),
                              .now = now_};
    if (directory_.is_outdated(serial_number)) saved.row.summary.reset();
    to_save.entries.emplace_back(derived_format::row_key(serial_number),
                                 derived_format::encode(saved));
  }
  saved_until_ = end_;
  licenses_.evict();
  return to_save;
}

ledger::Result<void> WriterState::complete(ToSave& to_save) const {
  for (const auto& [serial_number, head] : to_save.grown) {
    LEDGER_ASSIGN_OR_RETURN(auto snapshot, make_snapshot(store_, serial_number, head, to_save.now));
    to_save.entries.emplace_back(derived_format::snapshot_key(serial_number), std::move(snapshot));
  }
  identities_.add_draining(to_save.entries);
  to_save.entries.emplace_back(derived_format::mark_key, to_save.mark);
  return ledger::ok;
}

}  // namespace commands::live
