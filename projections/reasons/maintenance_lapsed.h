#pragma once

#include <string_view>

#include "projections/reasons/question.h"

namespace projections::reasons {

/// Why maintenance does not allow an onsite installation to upgrade to `version`: no agreement so
/// far covers it, or none is in force. At most one reason.
Reasons maintenance_lapsed(const Question& question, std::string_view version);

}  // namespace projections::reasons
