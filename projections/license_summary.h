#pragma once

#include <optional>

#include "projections/directory.h"
#include "projections/state/catalog.h"
#include "projections/state/license.h"

namespace projections {

/// What a search finds the license by at that instant; `nullopt` while it is not registered.
std::optional<LicenseSummary> summarize(const state::License& license,
                                        const state::Catalog& catalog, Instant at);

/// Whether every event that may clear a reason triggers an automatic attempt: something is pending,
/// and the license updates automatically.
bool wants_activation(const state::License& license);

}  // namespace projections
