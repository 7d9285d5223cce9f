#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "ledger/stream_cache.h"
#include "projections/state/catalog_fold.h"
#include "projections/state/license_fold.h"
#include "tools/webhooks/changes.h"

namespace tools::webhooks {

using ledger::Events;
using ledger::Position;
using projections::state::LicenseFold;

/// The licenses and the catalog at one place in the log, which only moves forward: the events
/// before a position are known, and those effective until an instant are in force. Folds of
/// licenses that receive events are kept; other licenses are folded from their streams when needed.
/// One thread.
class LogView {
 public:
  LogView(const ledger::StreamCache& streams, Position end, Instant at);

  Instant at() const { return at_; }
  const projections::state::Catalog& catalog() const { return catalog_.catalog(); }

  /// Applies the event at the next position.
  ledger::Result<void> apply(const ledger::EventPtr& event);
  /// Lets time pass: waiting events of the catalog take effect up to that instant.
  void advance_to(Instant at);

  /// The fold of the license at this place, valid until the next call. `keep`: it will be needed
  /// again.
  ledger::Result<const LicenseFold*> license(const std::string& serial_number, bool keep);
  /// Its whole history as known here, to be folded again.
  ledger::Result<projections::state::Fold> past_of(const std::string& serial_number) const;

  /// When the next definition or policy that is already recorded takes effect.
  std::optional<Instant> next_catalog_change() const { return catalog_.next_due(); }

 private:
  Events known(const Events& events) const;
  ledger::Result<LicenseFold> fold(const std::string& serial_number) const;

  const ledger::StreamCache& streams_;
  Position end_;  // of the known events
  Instant at_;
  projections::state::CatalogFold catalog_;
  Events catalog_events_;
  std::unordered_map<std::string, LicenseFold> kept_;
  std::optional<LicenseFold> other_;
};

}  // namespace tools::webhooks
