#pragma once

#include <vector>

#include "projections/reasons/question.h"
#include "projections/state/fold.h"

namespace replay {

/// The periods up to `until` in which the license with these events had a production installation,
/// each under one company name.
std::vector<projections::reasons::ProductionInstallation> production_periods(ledger::Events events,
                                                                             ledger::Instant until);

}  // namespace replay
