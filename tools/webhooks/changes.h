#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projections/reasons/question.h"
#include "projections/state/catalog.h"
#include "projections/state/license.h"
#include "tools/webhooks/change_type.h"

namespace tools::webhooks {

using ledger::Instant;
using projections::state::ReasonKey;

/// How a license stands at one instant, as far as changes of it are told. Kept for each license
/// under watch, so that what is told next is told against what was told last.
struct Condition {
  projections::state::Stage stage = projections::state::Stage::none;
  ledger::LicenseNumber current;
  std::optional<ledger::LicenseNumber> pending;
  std::vector<ReasonKey> reasons;  // that block the pending license; none while nothing is pending
  struct OpenInvoice {
    std::string invoice_id;
    bool overdue = false;
    bool operator==(const OpenInvoice&) const = default;
  };
  std::vector<OpenInvoice> open_invoices;  // in the order of their ids
  std::optional<Instant> next;             // when the passing of time may change it

  bool operator==(const Condition&) const = default;
};

/// `next_event`: when the next event of the license that is recorded already takes effect.
Condition condition_of(const projections::reasons::Question& question,
                       std::optional<Instant> next_event);

/// As it is kept, and back; nothing for what is not of this form.
std::string to_text(const Condition& condition);
std::optional<Condition> condition_from(std::string_view text);

/// One thing to tell of.
struct Change {
  ChangeType type{};
  std::string invoice_id = {};          // of an invoice's
  projections::state::Stage from{};     // of a changed stage
  std::vector<ReasonKey> added = {};    // reasons that were not there before
  std::vector<ReasonKey> cleared = {};  // and those that are gone
  bool operator==(const Change&) const = default;
};

/// What is to be told between the two, in the order of ChangeType, invoices by their ids.
///
/// `license_blocked`: something pending cannot be activated, and either nothing blocked it before,
/// or another number was pending, or its set of reasons is another. `license_unblocked`: what was
/// pending and blocked has no reason left, whether it waits on or is in force. A pending license
/// that a later purchase took back is neither.
std::vector<Change> changes_between(const Condition& before, const Condition& after);

}  // namespace tools::webhooks
