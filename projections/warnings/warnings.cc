#include "projections/warnings/warnings.h"

#include <algorithm>

#include "projections/reasons/rule.h"

namespace projections::warnings {
namespace {

using reasons::Rule;

/// In the order in which they are reported.
constexpr Rule rules[] = {
    {{ReasonCode::expires_soon, ReasonCode::in_grace, ReasonCode::read_only}, warn_of_stage},
    {{ReasonCode::payment_due_soon}, warn_of_payment_due},
    {{ReasonCode::maintenance_ends_soon}, warn_of_maintenance_end},
    {{ReasonCode::over_assigned}, warn_of_over_assignment},
    {{ReasonCode::use_production}, warn_to_use_production},
    {{ReasonCode::currency_mismatch}, warn_of_currency_mismatch}};

constexpr auto codes = ledger::codes_of(ledger::ReasonGroup::warning);
static_assert(std::ranges::all_of(codes,
                                  [](ReasonCode code) { return reasons::has_rule(rules, code); }),
              "each ReasonCode that warns needs a rule");
static_assert(reasons::in_order(rules, codes),
              "the rules are in the order of the ReasonCodes that warn");

}  // namespace

reasons::Reasons warnings(const reasons::Question& question) {
  reasons::Reasons reasons;
  for (const Rule& rule : rules) rule.find(question, reasons);
  for (auto& reason : reasons) reasons::tidy_evidence(reason);
  return reasons;
}

}  // namespace projections::warnings
