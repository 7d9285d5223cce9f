#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/event.h"
#include "projections/state/catalog.h"
#include "projections/state/license.h"

/// Used in every room of this folder.
namespace projections {
using ledger::Events;
}  // namespace projections

namespace projections::state {

/// Into events that are in the order of the fold.
void insert_in_order(Events& events, const ledger::EventPtr& event);

/// The fold of one license's events and of the catalog's, in the order of the domain, stopped at
/// any instant on its way. What is known is what the caller hands in: for an answer as known at K,
/// the events recorded until K.
class Fold {
 public:
  /// Both in any order; `own` are the events of one license.
  Fold(Events own, Events catalog);

  /// Applies every event effective until `at`, `at` included. Only forward.
  void run_to(Instant at);
  /// When the next event not yet applied takes effect.
  std::optional<Instant> next_event() const;

  const License& license() const { return license_; }
  const Catalog& catalog() const { return catalog_; }
  /// Registered at the instant it stands at: before that there is no license to speak of.
  bool registered() const { return license_.registration.has_value(); }

 private:
  Events own_;
  Events catalog_events_;
  std::size_t own_applied_ = 0;
  std::size_t catalog_applied_ = 0;
  License license_;
  Catalog catalog_;
};

}  // namespace projections::state
