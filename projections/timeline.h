#pragma once

#include <optional>
#include <vector>

#include "projections/reasons/question.h"
#include "projections/state/fold.h"
#include "projections/state/license_set.h"

namespace projections {

/// A time for which something was so: [from, until), or until the end of the timeline if it is
/// still so there. `from` may be before the timeline begins.
struct Period {
  Instant from;
  std::optional<Instant> until;

  bool operator==(const Period&) const = default;
};

struct StagePeriod : Period {
  state::Stage stage{};
  std::optional<LicenseNumber> number;  // in force
};

struct PendingPeriod : Period {
  LicenseNumber number;
  bool held = false;
};

/// A reason or a warning, as it was when it last held.
struct ReasonPeriod : Period {
  Reason reason;
  std::optional<ledger::Evidence> ended_by;  // absent: time alone, or it has not ended
};

struct StageAhead {
  ledger::Date on;
  state::Stage stage{};
};

/// What held between two instants, in the order of the beginnings.
struct Timeline {
  Instant from;
  Instant until;
  std::vector<StagePeriod> stages;
  std::vector<PendingPeriod> pending;
  std::vector<ReasonPeriod> reasons;
  std::vector<ReasonPeriod> warnings;
  Events attempts;                 // to activate, in the order of the fold
  std::vector<Instant> instants;   // within it, at which one of these begins, ends or is made
  std::vector<StageAhead> coming;  // after it, as far as it is known
};

/// At most so many of each list. Where there are more, those that ended first are left out, and the
/// timeline begins later than was asked, so that nothing is missing from what it covers.
inline constexpr std::size_t max_periods = 1000;

/// From `from`, or else from the registration, to `until`, inclusive. Two passes over the events.
/// `nullopt` if the license is not registered until then.
std::optional<Timeline> timeline_of(const Events& own, const Events& catalog,
                                    std::optional<Instant> from, Instant until,
                                    std::span<const reasons::ProductionInstallation> production);

}  // namespace projections
