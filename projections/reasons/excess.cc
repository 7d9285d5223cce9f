#include "projections/reasons/excess.h"

#include <algorithm>
#include <map>

#include "projections/reasons/blocking_reasons.h"

namespace projections::reasons {
namespace {

using ExcessByModule = std::map<std::string_view, ModuleInExcess>;

std::int64_t seats_in(const state::Seats& seats, std::string_view module_name) {
  const auto found = seats.by_module().find(module_name);
  return found == seats.by_module().end() ? 0 : static_cast<std::int64_t>(found->second.size());
}

bool restricted_and_counted(const ledger::ModuleDefined& module) {
  return !module.unrestricted && module.type != ledger::ModuleType::site;
}

void add_if_in_excess(std::string_view module_name, std::int64_t in_use, std::int64_t total,
                      ExcessByModule& found) {
  if (in_use <= total) return;
  found.emplace(module_name, ModuleInExcess{std::string{module_name}, in_use, total});
}

void check_hidden(const state::LicenseSet& set, const Question& question,
                  std::string_view module_name, ExcessByModule& found) {
  const auto& plans = question.catalog.plans_including(module_name);
  if (std::ranges::any_of(plans, [&](const auto& plan) { return found.contains(plan); })) return;
  const std::int64_t total = state::total_of(set, question.catalog, module_name);
  const state::Seats& seats = question.license.seats;
  // Counting distinct users is expensive; the sum of all seats is a bound that usually suffices.
  std::int64_t most = seats_in(seats, module_name);
  for (const auto& plan : plans) most += seats_in(seats, plan);
  if (most <= total) return;
  const std::int64_t used = in_use(seats, question.catalog, module_name);
  add_if_in_excess(module_name, used, total, found);
}

/// The purchases of the module's lines; of a hidden one also those of the plans that include it.
std::vector<ledger::Evidence> evidence_of_lines(const ModuleInExcess& module,
                                                const Question& question) {
  const std::string& module_name = module.module_name;
  std::vector<ledger::Evidence> evidence;
  const bool hidden = question.catalog.hidden(module_name);
  const auto& plans = question.catalog.plans_including(module_name);
  for (const auto& [line_id, in_force] : question.license.purchases.lines()) {
    const auto& bought = in_force.line.module_name;
    if (bought == module_name || (hidden && std::ranges::find(plans, bought) != plans.end())) {
      evidence.push_back(in_force.stamp.evidence());
    }
  }
  return evidence;
}

}  // namespace

std::vector<ModuleInExcess> modules_in_excess(const state::LicenseSet& set,
                                              const Question& question) {
  const state::Catalog& catalog = question.catalog;
  ExcessByModule found;
  for (const auto& [module_name, by_user] : question.license.seats.by_module()) {
    const auto& module = catalog.module(module_name);
    if (module.hidden || !restricted_and_counted(module)) continue;
    add_if_in_excess(module_name, static_cast<std::int64_t>(by_user.size()),
                     state::total_of(set, catalog, module_name), found);
  }
  for (const auto& [module_name, defined] : catalog.modules()) {
    if (defined.value.hidden && restricted_and_counted(defined.value)) {
      check_hidden(set, question, module_name, found);
    }
  }
  std::vector<ModuleInExcess> modules;
  for (auto& [module_name, module] : found) modules.push_back(std::move(module));
  return modules;
}

Reason excess_of(const ModuleInExcess& module, ReasonCode code, const Question& question) {
  Reason reason{.code = code, .module_name = module.module_name};
  reason.in_use = module.in_use;
  reason.to_remove = module.in_use - module.total;
  if (question.full()) {
    reason.users = state::users_of(question.license.seats, question.catalog, module.module_name);
  }
  return reason;
}

std::vector<ledger::Evidence> evidence_of_seats(const ModuleInExcess& module,
                                                const Question& question) {
  std::vector<ledger::Evidence> evidence;
  const auto add = [&](std::string_view name) {
    const auto found = question.license.seats.by_module().find(name);
    if (found == question.license.seats.by_module().end()) return;
    for (const auto& [user, seat] : found->second) evidence.push_back(seat.stamp.evidence());
  };
  add(module.module_name);
  if (question.catalog.hidden(module.module_name)) {
    for (const auto& plan : question.catalog.plans_including(module.module_name)) add(plan);
  }
  return evidence;
}

/// More is in use than the offered set gives.
void find_excess(const Question& question, Reasons& reasons) {
  for (const auto& module : modules_in_excess(question.license.offered(), question)) {
    Reason reason = excess_of(module, ReasonCode::excess, question);
    reason.new_total = module.total;
    if (question.full()) {
      reason.evidence = evidence_of_lines(module, question);
      if (reason.evidence.empty()) reason.evidence = evidence_of_seats(module, question);
    }
    reasons.push_back(std::move(reason));
  }
}

}  // namespace projections::reasons
