#include "commands/live/license_snapshot.h"

#include <algorithm>
#include <utility>

#include "commands/live/derived_format.h"
#include "projections/state/evolve.h"
#include "projections/state/snapshot.h"

namespace commands::live {
namespace {

using ledger::Events;
using projections::state::LicenseFold;

/// The state in a snapshot, and the revision at which it was made.
struct Saved {
  LicenseFold fold;
  ledger::Revision revision;
};

/// `nullopt` if there is none, or none of this version.
ledger::Result<std::optional<Saved>> read_snapshot(const ledger::Store& store,
                                                   std::string_view serial_number,
                                                   ledger::StreamHead head) {
  LEDGER_ASSIGN_OR_RETURN(const auto bytes,
                          store.derived(ledger::Derived::snapshots, serial_number));
  const auto snapshot = bytes ? derived_format::decode_snapshot(*bytes) : std::nullopt;
  auto state = snapshot ? projections::state::license_from(snapshot->license) : std::nullopt;
  if (!state || snapshot->head.revision > head.revision) return std::optional<Saved>{};
  Events waiting;
  for (const auto position : snapshot->upcoming) {
    LEDGER_ASSIGN_OR_RETURN(auto event, ledger::read_event(store, position));
    waiting.push_back(std::move(event));
  }
  return std::optional{Saved{{std::move(*state), waiting}, snapshot->head.revision}};
}

}  // namespace

ledger::Result<LoadedLicense> load_license(const ledger::Store& store,
                                           std::string_view serial_number, ledger::StreamHead head,
                                           ledger::Instant now) {
  LEDGER_ASSIGN_OR_RETURN(auto saved, read_snapshot(store, serial_number, head));
  if (saved) {
    LEDGER_ASSIGN_OR_RETURN(const auto tail,
                            ledger::read_stream(store, head, {saved->revision.value + 1}));
    const bool in_order = std::ranges::all_of(tail, [&](const auto& event) {
      return projections::state::in_order(saved->fold.license(), *event);
    });
    if (in_order) {
      saved->fold.take_all(tail, now);
      return LoadedLicense{std::move(saved->fold), saved->revision};
    }
  }
  LEDGER_ASSIGN_OR_RETURN(const auto events, ledger::read_stream(store, head));
  return LoadedLicense{{serial_number, events, now},
                       saved ? std::optional{saved->revision} : std::nullopt};
}

ledger::Result<std::string> make_snapshot(const ledger::Store& store,
                                          std::string_view serial_number, ledger::StreamHead head,
                                          ledger::Instant now) {
  LEDGER_ASSIGN_OR_RETURN(const auto loaded, load_license(store, serial_number, head, now));
  derived_format::Snapshot snapshot{
      .head = head,
      .upcoming = {},
      .license = projections::state::snapshot_of(loaded.fold.license())};
  for (const auto& event : loaded.fold.waiting()) snapshot.upcoming.push_back(event->position);
  return derived_format::encode(snapshot);
}

}  // namespace commands::live
