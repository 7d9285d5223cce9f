#pragma once

#include <functional>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "ledger/event.h"
#include "projections/state/catalog.h"
#include "projections/state/license.h"

/// Used throughout projections.
namespace projections {
using ledger::Events;
}  // namespace projections

namespace projections::state {

/// Inserts into events that are in the order of the fold.
void insert_in_order(Events& events, const ledger::EventPtr& event);

struct InFoldOrder {
  bool operator()(const ledger::EventPtr& a, const ledger::EventPtr& b) const {
    return comes_before(*a, *b);
  }
};
/// Recorded, not yet effective.
using AwaitedEvents = std::set<ledger::EventPtr, InFoldOrder>;
/// When the first of them takes effect.
std::optional<Instant> first_due(const AwaitedEvents& events);

/// Shown each event before it is applied.
using Observer = std::function<void(const ledger::RecordedEvent&)>;

/// The fold of one license's events and of the catalog's, stopped at any instant. What is known is
/// what the caller passes in: for an answer as known at K, the events recorded until K.
class Fold {
 public:
  /// Both in any order; `own` holds the events of one license.
  Fold(Events own, Events catalog);

  /// Applies every event effective at or before `at`, and shows each to `before` first, if that is
  /// given. Only forward.
  void run_to(Instant at, const Observer& before = {});
  /// The instant at which the next event takes effect; `nullopt` when all are applied.
  std::optional<Instant> next_event() const;

  /// The events of the license that are not applied yet, in the order of the fold.
  Events waiting() const;
  /// Gives the state away: nothing may be asked of the license after it.
  License release() { return std::move(license_); }

  const License& license() const { return license_; }
  const Catalog& catalog() const { return catalog_; }
  /// Whether the license is registered by the instant reached; before that there is no license.
  bool registered() const { return license_.registration.has_value(); }

 private:
  /// Events in the order of the fold, and how many of them are applied.
  struct Cursor {
    explicit Cursor(Events events_);
    /// The next event, if it is effective at or before `at`; it then counts as applied.
    const ledger::RecordedEvent* take_until(Instant at);
    std::optional<Instant> next_at() const;

    Events events;
    std::size_t applied = 0;
  };

  Cursor own_;
  Cursor catalog_events_;
  License license_;
  Catalog catalog_;
};

}  // namespace projections::state
