#include "projections/warnings/warnings.h"

namespace projections::warnings {

/// An open invoice is due soon. Once it is overdue, it blocks instead.
void warn_of_payment_due(const reasons::Question& question, reasons::Reasons& reasons) {
  const state::Accounts& accounts = question.license.accounts;
  for (const auto& invoice_id : accounts.open()) {
    const state::Invoice& invoice = *accounts.known(invoice_id);
    const auto& issued = invoice.issued->value;
    if (question.at < start_of(plus_days(issued.due_on, -payment_due_soon_days))) continue;
    if (question.at >= state::overdue_from(issued, question.policy.payment_grace_days)) continue;
    Reason reason{.code = ReasonCode::payment_due_soon, .invoice_id = invoice_id};
    reason.open = invoice.open;
    reason.currency = issued.currency;
    reason.due_on = issued.due_on;
    if (question.full()) accounts.add_evidence(invoice, reason.evidence);
    reasons.push_back(std::move(reason));
  }
}

/// A payment that is not counted, because its currency is not that of its invoice.
void warn_of_currency_mismatch(const reasons::Question& question, reasons::Reasons& reasons) {
  const state::Accounts& accounts = question.license.accounts;
  for (const auto& mismatch : accounts.currency_mismatches()) {
    const auto& payment = mismatch.payment->value;
    Reason reason{.code = ReasonCode::currency_mismatch,
                  .invoice_id = payment.invoice_id,
                  .payment_id = payment.payment_id};
    reason.open = mismatch.unreversed;
    reason.currency = payment.currency;
    reason.expected_currency = mismatch.invoice->value.currency;
    if (question.full()) accounts.add_evidence(mismatch, reason.evidence);
    reasons.push_back(std::move(reason));
  }
}

}  // namespace projections::warnings
