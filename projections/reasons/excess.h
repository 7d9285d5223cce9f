#pragma once

#include "projections/reasons/question.h"

namespace projections::reasons {

/// Every counted, restricted module with more in use than `set` gives, by module: never judged on a
/// grand total. A hidden module only where no plan that includes it is itself in excess: it would
/// be the same seats told twice. The totals go into `new_total` for `excess`, else into `total`.
void find_excess_over(const state::LicenseSet& set, ReasonCode code, const Question& question,
                      Reasons& reasons);

}  // namespace projections::reasons
