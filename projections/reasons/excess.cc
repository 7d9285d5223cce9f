#include "projections/reasons/excess.h"

#include <algorithm>
#include <map>

#include "projections/reasons/blocking_reasons.h"

namespace projections::reasons {
namespace {

struct Excess {
  std::int64_t in_use;
  std::int64_t total;
};
using ExcessByModule = std::map<std::string_view, Excess>;

std::int64_t seats_in(const state::Seats& seats, std::string_view module_name) {
  const auto found = seats.by_module().find(module_name);
  return found == seats.by_module().end() ? 0 : static_cast<std::int64_t>(found->second.size());
}

bool restricted_and_counted(const ledger::ModuleDefined& module) {
  return !module.unrestricted && module.type != ledger::ModuleType::site;
}

void check_hidden(const state::LicenseSet& set, const Question& question,
                  std::string_view module_name, ExcessByModule& found) {
  const auto& plans = question.catalog.plans_including(module_name);
  if (std::ranges::any_of(plans, [&](const auto& plan) { return found.contains(plan); })) return;
  const std::int64_t total = state::total_of(set, question.catalog, module_name);
  const state::Seats& seats = question.license.seats;
  // Counting distinct users is dear; the sum of all seats is a bound that nearly always settles it.
  std::int64_t most = seats_in(seats, module_name);
  for (const auto& plan : plans) most += seats_in(seats, plan);
  if (most <= total) return;
  const std::int64_t used = in_use(seats, question.catalog, module_name);
  if (used > total) found.emplace(module_name, Excess{used, total});
}

std::vector<ledger::Evidence> evidence_of_lines(const Question& question,
                                                std::string_view module_name) {
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

std::vector<ledger::Evidence> evidence_of_seats(const Question& question,
                                                std::string_view module_name) {
  std::vector<ledger::Evidence> evidence;
  const auto add = [&](std::string_view name) {
    const auto found = question.license.seats.by_module().find(name);
    if (found == question.license.seats.by_module().end()) return;
    for (const auto& [user, seat] : found->second) evidence.push_back(seat.stamp.evidence());
  };
  add(module_name);
  if (question.catalog.hidden(module_name)) {
    for (const auto& plan : question.catalog.plans_including(module_name)) add(plan);
  }
  return evidence;
}

/// What the total rests on: for the offered set its purchases, for the current set its activation;
/// where there is none, the seats themselves.
std::vector<ledger::Evidence> evidence_of(ReasonCode code, const Question& question,
                                          std::string_view module_name) {
  std::vector<ledger::Evidence> evidence;
  if (code == ReasonCode::excess) {
    evidence = evidence_of_lines(question, module_name);
  } else if (question.license.current) {
    evidence.push_back(question.license.current->stamp.evidence());
  }
  if (evidence.empty()) evidence = evidence_of_seats(question, module_name);
  return evidence;
}

}  // namespace

void find_excess_over(const state::LicenseSet& set, ReasonCode code, const Question& question,
                      Reasons& reasons) {
  const state::Catalog& catalog = question.catalog;
  const state::Seats& seats = question.license.seats;
  ExcessByModule found;
  for (const auto& [module_name, by_user] : seats.by_module()) {
    const auto& module = catalog.module(module_name);
    if (module.hidden || !restricted_and_counted(module)) continue;
    const auto used = static_cast<std::int64_t>(by_user.size());
    const std::int64_t total = state::total_of(set, catalog, module_name);
    if (used > total) found.emplace(module_name, Excess{used, total});
  }
  for (const auto& [module_name, defined] : catalog.modules()) {
    if (defined.value.hidden && restricted_and_counted(defined.value)) {
      check_hidden(set, question, module_name, found);
    }
  }
  for (const auto& [module_name, excess] : found) {
    Reason reason{.code = code, .module_name = std::string{module_name}};
    reason.in_use = excess.in_use;
    (code == ReasonCode::excess ? reason.new_total : reason.total) = excess.total;
    reason.to_remove = excess.in_use - excess.total;
    if (question.full()) {
      reason.users = state::users_of(seats, catalog, module_name);
      reason.evidence = evidence_of(code, question, module_name);
    }
    reasons.push_back(std::move(reason));
  }
}

/// In use exceeds what the offered set gives.
void find_excess(const Question& question, Reasons& reasons) {
  find_excess_over(question.license.offered(), ReasonCode::excess, question, reasons);
}

}  // namespace projections::reasons
