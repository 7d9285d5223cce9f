#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "projections/reasons/citation.h"
#include "projections/reasons/rule.h"

/// What `excess` and `over_assigned` have in common: more seats in use than a set gives.
namespace projections::reasons {

struct ModuleInExcess {
  std::string module_name;
  std::int64_t in_use;
  std::int64_t total;
};

/// The module if it is counted and restricted and more is in use than `set` gives: never judged on
/// a grand total. A hidden module only where no plan that includes it is itself in excess, as it
/// would report the same seats twice.
std::optional<ModuleInExcess> module_in_excess(const state::LicenseSet& set,
                                               const Question& question,
                                               std::string_view module_name);

/// The reason for it without its total and evidence.
Reason excess_of(const ModuleInExcess& module, ReasonCode code, const Question& question);

/// The events that assigned the seats of the module; of a hidden one also those of the plans that
/// include it.
state::EvidenceSet seats_of(const Question& question, std::string_view module_name);

/// Adds every module that a user holds in any way.
void add_held_modules(const Question& question, Keys& keys);

/// Adds the modules whose seats or definition the event changes, and those that a plan includes
/// from then on. Those that it includes until then are added by add_included_modules.
void add_touched_modules(const Change& change, Keys& keys);

/// Adds the hidden modules that the plans among the keys include: they are judged by their plans.
void add_included_modules(const state::Catalog& catalog, Keys& keys);

}  // namespace projections::reasons
