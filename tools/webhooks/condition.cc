#include "tools/webhooks/condition.h"

#include <algorithm>

#include "projections/boundaries.h"
#include "projections/reasons/blocking_reasons.h"
#include "tools/webhooks/stored_json.h"

namespace tools::webhooks {
template <>
struct StoredFields<ReasonKey> {
  static auto of(auto& self) { return items(self.code, self.about); }
};
template <>
struct StoredFields<Condition::OpenInvoice> {
  static auto of(auto& self) { return items(self.invoice_id, self.overdue); }
};
template <>
struct StoredFields<Condition> {
  static auto of(auto& self) {
    return items(self.stage, self.current, OrZero{self.pending}, self.reasons, self.open_invoices,
                 OrZero{self.next});
  }
};

Condition condition_of(const projections::reasons::Question& question,
                       std::optional<Instant> next_event) {
  const auto& license = question.license;
  Condition condition{
      .stage = projections::state::stage_at(license.current_set(), question.policy, question.at),
      .current = license.current_number(),
      .next = projections::next_boundary(question)};
  if (next_event && (!condition.next || *next_event < *condition.next)) condition.next = next_event;
  if (projections::state::has_pending(license)) {
    projections::reasons::Question brief = question;
    brief.detail = projections::reasons::Detail::matter;
    condition.pending = license.offered().number;
    condition.reasons = projections::state::keys_of(projections::reasons::blocking_reasons(brief));
  }
  for (const auto& [due_on, invoice_id] : license.accounts.open()) {
    const auto overdue =
        projections::state::overdue_from(due_on, question.policy.payment_grace_days);
    condition.open_invoices.push_back({invoice_id, overdue <= question.at});
  }
  std::ranges::sort(condition.open_invoices, {}, &Condition::OpenInvoice::invoice_id);
  return condition;
}

std::string to_text(const Condition& condition) { return stored_text(condition); }

std::optional<Condition> condition_from(std::string_view text) {
  return from_stored_text<Condition>(text);
}

}  // namespace tools::webhooks
