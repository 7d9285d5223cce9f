#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "ledger/stream_cache.h"
#include "projections/state/catalog.h"
#include "replay/license_fold.h"
#include "tools/webhooks/changes.h"

namespace tools::webhooks {

using ledger::Events;
using ledger::Position;

/// The licenses and the catalog as they are at one place in the log, which moves only forward: what
/// is known are the events before a position, and what has come into force is what is effective
/// until an instant. Folds of the licenses that events come for are kept; others are folded from
/// their streams when they are asked for. One thread.
class Watch {
 public:
  Watch(const ledger::StreamCache& streams, Position known, Instant at);

  Instant at() const { return at_; }
  const projections::state::Catalog& catalog() const { return catalog_; }

  /// Takes the event at the position that is next.
  ledger::Result<void> take(const ledger::EventPtr& event);
  /// Lets time pass; what of the catalog takes effect until then does.
  void move_to(Instant at);

  /// The fold of the license at this place; good until the next call. `keep`: it will be asked for
  /// again.
  ledger::Result<const replay::LicenseFold*> license(const std::string& serial_number, bool keep);
  /// All of its past as it is known here, to run through again.
  ledger::Result<projections::state::Fold> past_of(const std::string& serial_number) const;

  /// When a definition or a policy that was recorded earlier takes effect.
  std::optional<Instant> next_of_catalog() const;

 private:
  Events known_of(const Events& events) const;
  ledger::Result<replay::LicenseFold> fold(const std::string& serial_number) const;

  const ledger::StreamCache& streams_;
  Position known_;  // every event before it
  Instant at_;
  projections::state::Catalog catalog_;
  Events catalog_events_;
  Events waiting_;  // of the catalog, in the order of the fold
  std::unordered_map<std::string, replay::LicenseFold> kept_;
  std::optional<replay::LicenseFold> other_;
};

}  // namespace tools::webhooks
