#pragma once

#include <vector>

#include "projections/reasons/question.h"
#include "projections/state/fold.h"

namespace replay {

/// The periods until `until` in which a license, given by its events, had a production
/// installation, under one company name each.
std::vector<projections::reasons::ProductionInstallation> production_periods(ledger::Events events,
                                                                             ledger::Instant until);

}  // namespace replay
