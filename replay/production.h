#pragma once

#include <vector>

#include "projections/state/fold.h"
#include "projections/reasons/question.h"

namespace replay {

/// The periods until `until` in which a license, given by its events, had a production
/// installation, under one company name each.
std::vector<projections::ProductionInstallation> production_periods(projections::Events events,
                                                                    ledger::Instant until);

}  // namespace replay
