#pragma once

#include <optional>

#include "projections/reasons/question.h"

namespace projections {

/// The earliest instant after that of the question at which the passing of time alone changes the
/// stage, the status, a reason or a warning of the license: due dates, expiry, the end of
/// maintenance. `nullopt` if it never does.
std::optional<Instant> next_boundary(const reasons::Question& question);

}  // namespace projections
