#include <algorithm>
#include <fmt/format.h>
#include <span>

#include "commands/live/derived_format.h"
#include "commands/live/license_snapshot.h"
#include "commands/live/writer_state.h"

/// What the writer's state saves for a restart, and how it is restored.
namespace commands::live {

using ledger::Derived;
using ledger::EventPtr;
using ledger::Position;

namespace {

/// Events of a long tail that are saved together.
constexpr std::uint64_t tail_piece = 65'536;

ledger::Failure lost(Position position) {
  return ledger::corrupt(
      fmt::format("the log ends before position {}, but events up to there were acknowledged: "
                  "restore the data directory from a backup",
                  position.value));
}

ledger::DerivedEntry mark_entry(std::string mark) {
  return {std::string{derived_format::mark_key}, std::move(mark)};
}

}  // namespace

ledger::Result<void> write_saved(ledger::Store& store, const ToSave& to_save) {
  constexpr std::size_t piece = 256;
  const auto write = [&](Derived family, std::span<const ledger::DerivedEntry> entries) {
    ledger::Result<void> written{ledger::ok};
    while (written && !entries.empty()) {
      const auto count = std::min(piece, entries.size());
      written = store.write_derived(family, entries.first(count));
      entries = entries.subspan(count);
    }
    return written;
  };
  LEDGER_RETURN_IF_FAILED(write(Derived::snapshots, to_save.snapshots));
  LEDGER_RETURN_IF_FAILED(write(Derived::identities, to_save.identities));
  return write(Derived::licenses, to_save.licenses);
}

ledger::Result<std::optional<WriterState::Restored>> WriterState::restore_saved() {
  LEDGER_ASSIGN_OR_RETURN(const auto licenses,
                          store_.derived(Derived::licenses, derived_format::mark_key));
  LEDGER_ASSIGN_OR_RETURN(const auto identities,
                          store_.derived(Derived::identities, derived_format::mark_key));
  Restored restored;
  if (identities) {
    const auto until = derived_format::decode_identities_mark(*identities);
    if (!until) return std::optional<Restored>{};
    restored.identities = *until;
  }
  if (licenses) {
    auto mark = derived_format::decode_mark(*licenses);
    if (!mark) return std::optional<Restored>{};
    restored.licenses = mark->applied_until;
    now_ = mark->now;
    catalog_head_ = mark->catalog_head;
  }
  LEDGER_ASSIGN_OR_RETURN(const auto kept, store_.kept(derived_format::progress_key));
  if (kept) {
    auto progress = derived_format::decode_progress(*kept);
    if (!progress) return ledger::corrupt("what the writer had come to cannot be read");
    progress_ = kept_progress_ = std::move(*progress);
    // A commit without an event leaves no other trace of the time.
    now_ = std::max(now_, progress_.last_due.at);
  }
  const auto last = std::max(restored.identities, restored.licenses);
  if (last > store_.end_at_open()) return lost(last);
  return std::optional{restored};
}

ledger::Result<void> WriterState::open(const Save& save) {
  LEDGER_ASSIGN_OR_RETURN(const auto restored, restore_saved());
  if (!restored) return ledger::invalid("what is derived is of another version");
  restored_ = *restored;
  LEDGER_ASSIGN_OR_RETURN(const auto catalog, ledger::read_stream(store_, catalog_head_));
  for (const auto& event : catalog) apply_to_catalog(event);
  streams_.publish(catalog);
  streams_.restore(restored->licenses);
  saved_until_ = std::min(restored->identities, restored->licenses);
  end_ = saved_until_;
  const auto scanned =
      ledger::read_events(store_, end_, store_.end_at_open(), [&](const EventPtr& event) {
        if (event->position >= restored->identities) {
          identities_.add(ledger::identity_key(event->source, event->id), event->position);
        }
        now_ = std::max(now_, event->recorded_at);
        end_ = ledger::next(event->position);
        if (event->position >= restored->licenses) {
          unpublished_.add(event);
          if (ledger::stream_of(*event) == ledger::catalog_stream) {
            apply_to_catalog(event);
          } else if (!noted(note(*event))) {
            return false;
          }
        }
        if (unpublished_.size() >= 4096) publish();
        return !save || unsaved_events() < tail_piece || noted(save_now(save)).has_value();
      });
  if (failure_) return *failure_;
  LEDGER_RETURN_IF_FAILED(scanned);
  // What took effect by then did so before: the progress tells how far attempts followed it.
  catalog_.advance(now_);
  directory_.skip_due(progress_.last_due);
  publish();
  return ledger::ok;
}

ledger::Result<void> WriterState::save_now(const Save& save) {
  publish();
  LEDGER_ASSIGN_OR_RETURN(ToSave to_save, this->save());
  LEDGER_RETURN_IF_FAILED(complete(to_save));
  LEDGER_RETURN_IF_FAILED(save(to_save));
  saved();
  return ledger::ok;
}

ledger::Result<ToSave> WriterState::save() {
  ToSave to_save{.identities = {},
                 .licenses = {},
                 .snapshots = {},
                 .identities_mark =
                     derived_format::encode_identities_mark(std::max(end_, restored_.identities)),
                 .licenses_mark = derived_format::encode(
                     derived_format::Mark{std::max(end_, restored_.licenses), now_, catalog_head_}),
                 .grown = {},
                 .now = now_};
  for (const auto& serial_number : std::exchange(grown_, {})) {
    LEDGER_ASSIGN_OR_RETURN(const auto entry, noted(directory_.find(serial_number)));
    to_save.grown.push_back({serial_number, entry->head});
    LEDGER_RETURN_IF_FAILED(noted(directory_.set_snapshot(serial_number, entry->head.revision)));
  }
  identities_.drain();
  directory_.drain();
  streams_.drain();
  saved_until_ = end_;
  licenses_.evict();
  return to_save;
}

ledger::Result<void> WriterState::complete(ToSave& to_save) const {
  for (const auto& [serial_number, head] : to_save.grown) {
    LEDGER_ASSIGN_OR_RETURN(auto snapshot, make_snapshot(store_, serial_number, head, to_save.now));
    to_save.snapshots.push_back({serial_number, std::move(snapshot)});
  }
  identities_.add_draining(to_save.identities);
  to_save.identities.push_back(mark_entry(to_save.identities_mark));
  directory_.add_draining(to_save.licenses);
  to_save.licenses.push_back(mark_entry(to_save.licenses_mark));
  return ledger::ok;
}

void WriterState::saved() {
  identities_.drained();
  directory_.drained();
  streams_.drained();
}

}  // namespace commands::live
