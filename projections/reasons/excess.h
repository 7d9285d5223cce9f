#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "projections/reasons/question.h"

namespace projections::reasons {

/// A module with more seats in use than a set gives.
struct ModuleInExcess {
  std::string module_name;
  std::int64_t in_use;
  std::int64_t total;
};

/// Every counted, restricted module with more in use than `set` gives, by name: never judged on a
/// grand total. A hidden module only where no plan that includes it is itself in excess, as it
/// would report the same seats twice.
std::vector<ModuleInExcess> modules_in_excess(const state::LicenseSet& set,
                                              const Question& question);

/// The reason for it without its total and evidence.
Reason excess_of(const ModuleInExcess& module, ReasonCode code, const Question& question);

/// The seats of the module; of a hidden one also those of the plans that include it.
std::vector<ledger::Evidence> evidence_of_seats(const ModuleInExcess& module,
                                                const Question& question);

}  // namespace projections::reasons
