#include <algorithm>
#include <fmt/format.h>

#include "commands/live/derived_format.h"
#include "commands/live/license_snapshot.h"
#include "commands/live/writer_state.h"

/// What the writer's state saves for a restart, and how it is restored.
namespace commands::live {

using ledger::EventPtr;

ledger::Result<bool> WriterState::restore_saved() {
  LEDGER_ASSIGN_OR_RETURN(const auto bytes, store_.derived(derived_format::mark_key));
  if (!bytes) return true;
  const auto mark = derived_format::decode_mark(*bytes);
  if (!mark) return false;
  if (mark->applied_until > store_.end_at_open()) {
    return ledger::corrupt(
        fmt::format("the log ends before position {}, but events up to there were acknowledged: "
                    "restore the data directory from a backup",
                    mark->applied_until.value));
  }
  bool readable = true;
  LEDGER_RETURN_IF_FAILED(store_.scan_derived(
      derived_format::row_prefix, [&](std::string_view key, std::string_view value) {
        const std::string serial_number{key.substr(derived_format::row_prefix.size())};
        auto row = derived_format::decode_row(value);
        if (!row) {
          readable = false;
          return;
        }
        streams_.restore(serial_number, row->head);
        directory_.put(serial_number, std::move(row->row));
      }));
  if (!readable) return false;
  LEDGER_ASSIGN_OR_RETURN(const auto catalog, ledger::read_stream(store_, mark->catalog_head));
  now_ = mark->now;
  for (const auto& event : catalog) apply_to_catalog(event);
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

ToSave WriterState::save() {
  refresh_directory();
  ToSave to_save{.entries = {}, .grown = licenses_.take_grown(), .now = now_};
  identities_.drain();
  // A definition or the passing of time changes rows of licenses that are otherwise unchanged.
  for (const auto& serial_number : upkeep_.take_unsaved()) {
    const auto head = streams_.head(serial_number);
    to_save.entries.emplace_back(derived_format::row_key(serial_number),
                                 derived_format::encode({*head, *directory_.find(serial_number)}));
  }
  to_save.entries.emplace_back(derived_format::mark_key,
                               derived_format::encode({end_, now_, catalog_head_}));
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
  return ledger::ok;
}

}  // namespace commands::live
