#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projections/reasons/question.h"
#include "projections/state/catalog.h"
#include "projections/state/license.h"

namespace tools::webhooks {

using ledger::Instant;
using projections::state::ReasonKey;

/// The state of a license at one instant, as far as changes of it are reported. Stored for each
/// watched license, so that the next change is reported relative to the last one.
struct Condition {
  projections::state::Stage stage = projections::state::Stage::none;
  ledger::LicenseNumber current;
  std::optional<ledger::LicenseNumber> pending;
  std::vector<ReasonKey> reasons;  // that block the pending license; empty if none is pending
  struct OpenInvoice {
    std::string invoice_id;
    bool overdue = false;
    bool operator==(const OpenInvoice&) const = default;
  };
  std::vector<OpenInvoice> open_invoices;  // by id
  std::optional<Instant> next;             // when the passing of time may change it

  bool operator==(const Condition&) const = default;
};

/// `next_event`: when the next event of the license that is already recorded takes effect.
Condition condition_of(const projections::reasons::Question& question,
                       std::optional<Instant> next_event);

/// The stored form and back; `nullopt` if malformed.
std::string to_text(const Condition& condition);
std::optional<Condition> condition_from(std::string_view text);

}  // namespace tools::webhooks
