#include "projections/reasons/excess.h"

#include <algorithm>

#include "projections/reasons/blocking_reasons.h"

namespace projections::reasons {
namespace {

/// At least as many as hold the hidden module. Counting distinct users is expensive; this bound
/// usually suffices.
std::int64_t most_holders(const Question& question, std::string_view module_name) {
  std::int64_t most = question.seats.count(module_name);
  for (const auto& plan : question.catalog.plans_including(module_name)) {
    most += question.seats.count(plan);
  }
  return most;
}

/// The purchases of the module's lines; of a hidden one also those of the plans that include it.
state::EvidenceSet purchases_of(const Question& question, std::string_view module_name) {
  const state::Purchases& purchases = question.license.purchases;
  state::EvidenceSet found;
  const auto add = [&](std::string_view name) {
    for (const auto& [position, cited] : purchases.lines_of(name)) found.insert(cited.first);
  };
  add(module_name);
  if (question.catalog.hidden(module_name)) {
    for (const auto& plan : question.catalog.plans_including(module_name)) add(plan);
  }
  return found;
}

}  // namespace

std::optional<ModuleInExcess> module_in_excess(const state::LicenseSet& set,
                                               const Question& question,
                                               std::string_view module_name) {
  const state::Catalog& catalog = question.catalog;
  const auto& module = catalog.module(module_name);
  if (module.unrestricted || module.type == ledger::ModuleType::site) return std::nullopt;
  const std::int64_t total = state::total_of(set, catalog, module_name);
  if (module.hidden) {
    const auto& plans = catalog.plans_including(module_name);
    const bool reported = std::ranges::any_of(
        plans, [&](const auto& plan) { return module_in_excess(set, question, plan).has_value(); });
    if (reported || most_holders(question, module_name) <= total) return std::nullopt;
  }
  const std::int64_t used = in_use(question.seats, catalog, module_name);
  if (used <= total) return std::nullopt;
  return ModuleInExcess{std::string{module_name}, used, total};
}

Reason excess_of(const ModuleInExcess& module, ReasonCode code, const Question& question) {
  Reason reason{.code = code, .module_name = module.module_name};
  reason.in_use = module.in_use;
  reason.to_remove = module.in_use - module.total;
  if (question.full()) {
    reason.users = state::users_of(question.seats, question.catalog, module.module_name, max_cited);
  }
  return reason;
}

state::EvidenceSet seats_of(const Question& question, std::string_view module_name) {
  const auto& by_module = question.license.seats.by_module();
  state::EvidenceSet found;
  const auto add = [&](std::string_view name) {
    const auto seats = by_module.find(name);
    if (seats == by_module.end()) return;
    for (const auto& [user, seat] : seats->second) found.insert(seat.stamp.evidence());
  };
  add(module_name);
  if (question.catalog.hidden(module_name)) {
    for (const auto& plan : question.catalog.plans_including(module_name)) add(plan);
  }
  return found;
}

void add_held_modules(const Question& question, Keys& keys) {
  for (auto& name : state::held_modules(question.seats, question.catalog)) {
    keys.insert(std::move(name));
  }
}

void add_touched_modules(const Change& change, Keys& keys) {
  const auto& data = change.event.data;
  const auto add_seats = [&](const std::vector<ledger::SeatHolder>& seats) {
    for (const auto& seat : seats) keys.insert(seat.module_name);
  };
  if (const auto* assigned = std::get_if<ledger::SeatAssigned>(&data)) {
    keys.insert(assigned->module_name);
  } else if (const auto* removed = std::get_if<ledger::SeatRemoved>(&data)) {
    keys.insert(removed->module_name);
  } else if (const auto* bound = std::get_if<ledger::InstallationBound>(&data)) {
    add_seats(bound->seats);
  } else if (const auto* released = std::get_if<ledger::InstallationReleased>(&data)) {
    add_seats(released->seats);
  } else if (const auto* defined = std::get_if<ledger::ModuleDefined>(&data)) {
    keys.insert(change.event.subject);
    keys.insert(defined->includes.begin(), defined->includes.end());
  }
}

void add_included_modules(const state::Catalog& catalog, Keys& keys) {
  Keys included;
  for (const auto& name : keys) {
    if (!catalog.is_plan(name)) continue;
    const auto& includes = catalog.module(name).includes;
    included.insert(includes.begin(), includes.end());
  }
  keys.merge(included);
}

void Excess::candidates(const Question& question, Keys& keys) { add_held_modules(question, keys); }

/// More is in use than the offered set gives.
std::optional<Reason> Excess::judge(std::string_view module_name, const Question& question) {
  const auto module = module_in_excess(question.license.offered(), question, module_name);
  if (!module) return std::nullopt;
  Reason reason = excess_of(*module, ReasonCode::excess, question);
  reason.new_total = module->total;
  if (question.full()) {
    auto evidence = purchases_of(question, module_name);
    if (evidence.empty()) evidence = seats_of(question, module_name);
    Citation{}.add_latest(evidence).write_to(reason);
  }
  return reason;
}

void Excess::touched_by(const Change& change, Touched& touched) {
  add_touched_modules(change, touched.keys);
  if (const auto* purchase = std::get_if<ledger::PurchaseRecorded>(&change.event.data)) {
    for (const auto& line : purchase->lines) {
      touched.keys.insert(line.module_name);
      const auto* replaced = change.license.purchases.line(line.line_id);
      if (replaced != nullptr) touched.keys.insert(replaced->line.module_name);
    }
  }
  add_included_modules(change.catalog, touched.keys);
}

}  // namespace projections::reasons
