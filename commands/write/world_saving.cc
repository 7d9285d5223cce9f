#include <algorithm>
#include <fmt/format.h>

#include "commands/write/derived_format.h"
#include "commands/write/world.h"
#include "projections/state/snapshot.h"

/// What a world saves for a restart, and how it is restored.
namespace commands::write {
namespace {

using ledger::EventPtr;
using projections::DirectoryRow;

constexpr std::size_t max_live_licenses = 20'000;

}  // namespace

ledger::Result<bool> World::restore_saved() {
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

ledger::Result<void> World::open() {
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

ledger::Store::Entries World::save() {
  refresh_directory();
  ledger::Store::Entries entries;
  identities_.drain();
  // A definition or the passing of time changes rows of licenses that are otherwise unchanged.
  for (const auto& serial_number : unsaved_rows_) {
    const auto head = streams_.head(serial_number);
    const DirectoryRow* row = directory_.find(serial_number);
    entries.emplace_back(derived_format::row_key(serial_number),
                         derived_format::encode({*head, *row}));
  }
  unsaved_rows_.clear();
  for (const auto& [serial_number, license] : licenses_) {
    if (!derived_format::wants_snapshot(license->head.revision, license->saved_at)) continue;
    derived_format::Snapshot snapshot{.head = license->head,
                                      .upcoming = {},
                                      .license = projections::state::snapshot_of(license->state)};
    for (const auto& event : license->upcoming) snapshot.upcoming.push_back(event->position);
    entries.emplace_back(derived_format::snapshot_key(serial_number),
                         derived_format::encode(snapshot));
    license->saved_at = license->head.revision;
  }
  entries.emplace_back(derived_format::mark_key,
                       derived_format::encode({end_, now_, catalog_head_}));
  saved_until_ = end_;
  evict();
  return entries;
}

/// Called when everything is saved, so that any license may be dropped.
void World::evict() {
  if (licenses_.size() <= max_live_licenses) return;
  last_license_ = nullptr;
  std::vector<std::pair<std::uint64_t, std::string>> by_use;
  by_use.reserve(licenses_.size());
  for (const auto& [serial_number, license] : licenses_) {
    by_use.emplace_back(license->last_used, serial_number);
  }
  const auto keep = by_use.size() - max_live_licenses / 2;
  std::ranges::nth_element(by_use, by_use.begin() + static_cast<std::ptrdiff_t>(keep));
  for (std::size_t i = 0; i < keep; ++i) licenses_.erase(by_use[i].second);
}

}  // namespace commands::write
