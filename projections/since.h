#pragma once

#include <functional>
#include <span>

#include "projections/reasons/question.h"
#include "projections/state/fold.h"

namespace projections {

/// Remembers since when each matter has been there without a break. Shown the reasons of one
/// instant after another.
class SinceTracker {
 public:
  /// What holds from `at` on. A matter that is missing has ended.
  void observe(Instant at, const reasons::Reasons& present);
  /// Writes `since` into each reason: what was not there at the last instant observed begins at
  /// `at`.
  void date(reasons::Reasons& reasons, Instant at) const;

 private:
  reasons::Reasons last_;  // matters with their `since`
};

/// Runs the fold to `until` and calls `visit` at every instant at which an answer can change: where
/// an event takes effect, where time alone changes something, at each of `stops`, and at `until`
/// itself. Before the license is registered nothing is visited.
void trace(state::Fold& fold, Instant until, std::span<const Instant> stops,
           const std::function<void(Instant)>& visit);

}  // namespace projections
