#pragma once

#include <set>
#include <string>
#include <vector>

#include "ledger/directory.h"
#include "projections/reasons/question.h"
#include "projections/state/fold.h"

namespace replay {

using ProductionPeriods = std::vector<projections::reasons::ProductionInstallation>;

/// Only a trial, demo or test installation is ever warned of other licenses of its owner.
bool may_use_production(const projections::state::License& license);
/// Whether it was one at any time.
bool may_ever_use_production(const ledger::Events& own);

/// The other licenses of every owner that the license with these events has had.
ledger::Result<std::set<std::string>> others_of_owner(const ledger::Events& own,
                                                      const ledger::Directory& directory);

/// The periods up to `until` in which the license with these events had a production installation,
/// each under one company name.
ProductionPeriods production_periods(ledger::Events events, ledger::Instant until);

}  // namespace replay
