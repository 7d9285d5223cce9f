#include "projections/reasons/excess.h"
#include "projections/warnings/warnings.h"

namespace projections::warnings {

void OverAssigned::candidates(const reasons::Question& question, reasons::Keys& keys) {
  reasons::add_held_modules(question, keys);
}

/// Like excess, against the current set: imported facts, carried seats or a changed definition can
/// put more people on a module than it has seats.
std::optional<Reason> OverAssigned::judge(std::string_view module_name,
                                          const reasons::Question& question) {
  const state::LicenseSet nothing;
  const auto& activation = question.license.current;
  const auto module =
      reasons::module_in_excess(activation ? activation->set : nothing, question, module_name);
  if (!module) return std::nullopt;
  Reason reason = reasons::excess_of(*module, ReasonCode::over_assigned, question);
  reason.total = module->total;
  if (question.full()) {
    reasons::Citation citation;
    if (activation) {
      citation.add(activation->stamp.evidence());
    } else {
      citation.add_latest(reasons::seats_of(question, module_name));
    }
    citation.write_to(reason);
  }
  return reason;
}

void OverAssigned::touched_by(const reasons::Change& change, reasons::Touched& touched) {
  reasons::add_touched_modules(change, touched.keys);
  reasons::add_included_modules(change.catalog, touched.keys);
  touched.all = touched.all || std::holds_alternative<ledger::LicenseActivated>(change.event.data);
}

}  // namespace projections::warnings
