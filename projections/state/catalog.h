#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event.h"
#include "projections/state/order.h"

namespace projections::state {

using ModuleMap = std::map<std::string, Register<ledger::ModuleDefined>, std::less<>>;

/// The settings in force at an instant, in days.
struct Policy {
  std::int32_t warning_days = 28;
  std::int32_t grace_days = 12;
  std::int32_t payment_grace_days = 0;
  std::int32_t activated_notice_days = 7;
  bool operator==(const Policy&) const = default;
};

/// What the vendor sells and on which terms: module definitions and policy, as folded so far. The
/// last definition of a module counts, whole; policies merge member by member.
class Catalog {
 public:
  /// Applies a module.defined or policy.changed event, in any order.
  void apply(const ledger::RecordedEvent& event);

  /// A module never defined is a restricted, visible user module.
  const ledger::ModuleDefined& module(std::string_view name) const;
  const ModuleMap& modules() const { return modules_; }
  Policy policy() const;

  bool hidden(std::string_view name) const { return module(name).hidden; }
  /// Its seats are counted: every type but `site`.
  bool counted(std::string_view name) const {
    return module(name).type != ledger::ModuleType::site;
  }
  /// A visible user module that includes hidden ones.
  bool is_plan(std::string_view name) const;
  /// The plans that include the module, in the order of their names.
  const std::vector<std::string>& plans_including(std::string_view name) const;

  /// For writing only: what is derived from these is left out.
  static auto fields(auto& self) { return std::tie(self.modules_, self.policy_); }

 private:
  using Days = Register<std::int32_t>;
  void index_plan(const std::string& name);
  void unindex_plan(const std::string& name);

  ModuleMap modules_;
  std::map<std::uint8_t, Days> policy_;  // by place in Policy
  std::map<std::string, std::vector<std::string>, std::less<>> plans_by_module_;
};

}  // namespace projections::state
