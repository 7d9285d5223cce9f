#include "replay/production.h"

#include <algorithm>

namespace replay {
namespace {

constexpr auto production_kind = ledger::InstallationKind::production;

/// Whether the event makes the installation a trial, demo or test.
bool states_other_use(const ledger::RecordedEvent& event) {
  if (const auto* bound = std::get_if<ledger::InstallationBound>(&event.data)) {
    return bound->kind != production_kind;
  }
  const auto* changed = std::get_if<ledger::InstallationKindChanged>(&event.data);
  return changed != nullptr && changed->kind != production_kind;
}

}  // namespace

bool may_use_production(const projections::state::License& license) {
  const auto installation = projections::state::installation_of(license);
  return installation && installation->kind != production_kind;
}

bool may_ever_use_production(const ledger::Events& own) {
  return std::ranges::any_of(own, [](const auto& event) { return states_other_use(*event); });
}

ledger::Result<std::set<std::string>> others_of_owner(const ledger::Events& own,
                                                      const ledger::Directory& directory) {
  std::set<std::string> others;
  for (const auto& event : own) {
    const auto* registered = std::get_if<ledger::LicenseRegistered>(&event->data);
    if (registered == nullptr) continue;
    LEDGER_ASSIGN_OR_RETURN(const auto owned, directory.owned_by(registered->company_name));
    others.insert(owned.begin(), owned.end());
  }
  if (!own.empty()) others.erase(own.front()->subject);
  return others;
}

ProductionPeriods production_periods(ledger::Events events, ledger::Instant until) {
  ProductionPeriods periods;
  projections::state::Fold fold{std::move(events), {}};
  bool open = false;
  while (const auto next = fold.next_event()) {
    if (*next > until) break;
    fold.run_to(*next);
    const auto& license = fold.license();
    const auto installation = projections::state::installation_of(license);
    const bool production =
        fold.registered() && installation && installation->kind == production_kind;
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
