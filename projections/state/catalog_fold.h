#pragma once

#include <cstdint>
#include <optional>

#include "projections/state/fold.h"

namespace projections::state {

/// Definitions and policy as they move forward with the log, and those that are recorded but not
/// yet effective. One thread.
class CatalogFold {
 public:
  /// Applies the event if it is effective by `now`, else lets it wait.
  void take(const ledger::EventPtr& event, Instant now);
  /// Applies what takes effect up to and including `now`. True if there was something.
  bool advance(Instant now);

  const Catalog& catalog() const { return catalog_; }
  /// How many have been applied: what was worked out at another count may no longer hold.
  std::uint64_t applied() const { return applied_; }
  /// When the next of those that wait takes effect.
  std::optional<Instant> next_due() const { return first_due(waiting_); }

 private:
  void apply(const ledger::RecordedEvent& event);

  Catalog catalog_;
  std::uint64_t applied_ = 0;
  AwaitedEvents waiting_;
};

}  // namespace projections::state
