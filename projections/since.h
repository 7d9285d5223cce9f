#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "projections/open_reasons.h"
#include "projections/reasons/question.h"
#include "projections/state/fold.h"

namespace projections {

/// Runs the fold to `until` and follows the reasons on the way: one pass over the events. Returns
/// the last instant at which something changed. `fold` has not been run yet. `passed` is called
/// with each instant at which something may have changed, from the registration on.
using Passed = std::function<void(const reasons::Question&)>;
Instant trace(state::Fold& fold, Instant until,
              std::span<const reasons::ProductionInstallation> production, OpenReasons& open,
              const Passed& passed = {});

/// Since when each matter has held without a break, from the reasons at one instant after another:
/// for refusals that are judged for a request, which no rule follows.
class SinceTracker {
 public:
  /// The reasons that hold from `at` on. A matter that is missing has ended.
  void observe(Instant at, const reasons::Reasons& present);
  /// Sets `since` of each reason: a matter that did not hold at the last instant observed begins at
  /// `at`.
  void date(reasons::Reasons& reasons, Instant at) const;

 private:
  reasons::Reasons last_;  // matters with their `since`
};

/// The instants at which an answer about a license can change, in order: where an event takes
/// effect, where time alone changes something, each of `stops`, and `until` itself. It begins when
/// the license is registered.
class ChangeInstants {
 public:
  /// `fold` has not been run yet.
  ChangeInstants(state::Fold& fold, Instant until, std::vector<Instant> stops = {});

  /// Runs the fold to the next instant and returns it; `nullopt` after `until`.
  std::optional<Instant> next();

 private:
  std::optional<Instant> registration();
  Instant following(Instant at) const;

  state::Fold& fold_;
  Instant until_;
  std::vector<Instant> stops_;  // sorted
  std::optional<Instant> at_;
};

}  // namespace projections
