#pragma once

#include <string>
#include <vector>

#include "tools/webhooks/change_type.h"
#include "tools/webhooks/condition.h"

namespace tools::webhooks {

/// One change to report.
struct LicenseChange {
  ChangeType type{};
  std::string invoice_id = {};          // of a change of an invoice
  projections::state::Stage from{};     // of a change of the stage
  std::vector<ReasonKey> added = {};    // reasons that did not apply before
  std::vector<ReasonKey> cleared = {};  // reasons that no longer apply
  bool operator==(const LicenseChange&) const = default;
};

/// The changes to report between the two, in the order of ChangeType, invoices by id.
///
/// `license_blocked`: the pending license cannot be activated, and before, nothing blocked it, or
/// another number was pending, or the set of reasons was different. `license_unblocked`: a license
/// that was pending and blocked has no reasons left, whether it is still pending or now in force. A
/// pending license that a later purchase withdrew is neither.
std::vector<LicenseChange> changes_between(const Condition& before, const Condition& after);

}  // namespace tools::webhooks
