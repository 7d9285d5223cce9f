#include "replay/production.h"

namespace replay {

std::vector<projections::reasons::ProductionInstallation> production_periods(
    ledger::Events events, ledger::Instant until) {
  std::vector<projections::reasons::ProductionInstallation> periods;
  projections::state::Fold fold{std::move(events), {}};
  bool open = false;
  while (const auto next = fold.next_event()) {
    if (*next > until) break;
    fold.run_to(*next);
    const auto& license = fold.license();
    const auto installation = projections::state::installation_of(license);
    const bool production = fold.registered() && installation &&
                            installation->kind == ledger::InstallationKind::production;
    if (open) {
      auto& last = periods.back();
      const bool same = production && last.cust_id == installation->cust_id &&
                        last.company_name == license.company_name();
      if (same) continue;
      last.to = *next;
      open = false;
    }
    if (!production) continue;
    periods.push_back({.company_name = std::string{license.company_name()},
                       .cust_id = installation->cust_id,
                       .serial_number = license.serial_number,
                       .from = *next,
                       .to = ledger::latest,
                       .evidence = {license.binding->stamp.evidence()}});
    open = true;
  }
  return periods;
}

}  // namespace replay
