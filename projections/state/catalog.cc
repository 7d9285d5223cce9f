#include "projections/state/catalog.h"

#include <algorithm>

namespace projections::state {
namespace {

const ledger::ModuleDefined undefined_module;
const std::vector<std::string> no_plans;

}  // namespace

void Catalog::apply(const ledger::RecordedEvent& event) {
  const Stamp stamp{event};
  if (const auto* defined = std::get_if<ledger::ModuleDefined>(&event.data)) {
    const auto before = modules_.find(event.subject);
    if (before != modules_.end() && before->second.stamp > stamp) return;
    unindex_plan(event.subject);
    write_last(modules_, event.subject, stamp, *defined);
    index_plan(event.subject);
  } else if (const auto* policy = std::get_if<ledger::PolicyChanged>(&event.data)) {
    const std::array members{policy->warning_days, policy->grace_days, policy->payment_grace_days,
                             policy->activated_notice_days};
    std::uint8_t place = 0;
    for (const auto& days : members) {
      if (days) write_last(policy_, place, stamp, *days);
      ++place;
    }
  }
}

const ledger::ModuleDefined& Catalog::module(std::string_view name) const {
  const auto found = modules_.find(name);
  return found == modules_.end() ? undefined_module : found->second.value;
}

Policy Catalog::policy() const {
  Policy policy;
  const std::array members{&policy.warning_days, &policy.grace_days, &policy.payment_grace_days,
                           &policy.activated_notice_days};
  for (const auto& [place, days] : policy_) *members[place] = days.value;
  return policy;
}

bool Catalog::is_plan(std::string_view name) const {
  const auto& defined = module(name);
  return defined.user_plan && !defined.hidden && defined.type == ledger::ModuleType::user;
}

const std::vector<std::string>& Catalog::plans_including(std::string_view name) const {
  const auto found = plans_by_module_.find(name);
  return found == plans_by_module_.end() ? no_plans : found->second;
}

void Catalog::index_plan(const std::string& name) {
  if (!is_plan(name)) return;
  for (const auto& included : module(name).includes) {
    auto& plans = plans_by_module_[included];
    const auto place = std::ranges::lower_bound(plans, name);
    if (place == plans.end() || *place != name) plans.insert(place, name);
  }
}

void Catalog::unindex_plan(const std::string& name) {
  if (!is_plan(name)) return;
  for (const auto& included : module(name).includes) {
    auto& plans = plans_by_module_[included];
    std::erase(plans, name);
    if (plans.empty()) plans_by_module_.erase(included);
  }
}

}  // namespace projections::state
