#include "projections/warnings/warnings.h"

#include <algorithm>

#include "projections/reasons/rule.h"

namespace projections::warnings {
namespace {

using reasons::Rule;

/// In the order in which they are reported.
constexpr Rule rules[] = {
    reasons::single<StageReached>(
        {ReasonCode::expires_soon, ReasonCode::in_grace, ReasonCode::read_only}),
    reasons::keyed<PaymentDueSoon>({ReasonCode::payment_due_soon}),
    reasons::single<MaintenanceEndsSoon>({ReasonCode::maintenance_ends_soon}),
    reasons::keyed<OverAssigned>({ReasonCode::over_assigned}),
    reasons::keyed<UseProduction>({ReasonCode::use_production}),
    reasons::keyed<CurrencyMismatched>({ReasonCode::currency_mismatch})};

constexpr auto codes = ledger::codes_of(ledger::ReasonGroup::warning);
static_assert(std::ranges::all_of(codes,
                                  [](ReasonCode code) { return reasons::has_rule(rules, code); }),
              "each ReasonCode that warns needs a rule");
static_assert(reasons::in_order(rules, codes),
              "the rules are in the order of the ReasonCodes that warn");

}  // namespace

std::span<const Rule> warning_rules() { return rules; }

reasons::Reasons warnings(const reasons::Question& question) {
  reasons::Reasons reasons;
  reasons::find_reasons(rules, question, reasons);
  return reasons;
}

}  // namespace projections::warnings
