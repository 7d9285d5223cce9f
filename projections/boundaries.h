#pragma once

#include <optional>

#include "projections/state/catalog.h"
#include "projections/state/license.h"

namespace projections {

/// The earliest instant after `at` at which the passing of time alone changes the stage, the
/// status, a reason or a warning of the license: due dates, expiry, the end of maintenance.
/// `nullopt` if it never does.
std::optional<Instant> next_boundary(const state::License& license, const state::Policy& policy,
                                     Instant at);

}  // namespace projections
