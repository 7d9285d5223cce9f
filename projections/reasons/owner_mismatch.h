#pragma once

#include <string>

#include "projections/reasons/question.h"

namespace projections::reasons {

/// The reason for a company name that is not the registered one. Cites the
/// registration and the binding.
Reason owner_mismatch(const Question& question, const std::string& company_name);

}  // namespace projections::reasons
