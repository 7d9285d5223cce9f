#include "projections/reasons/invoice_rules.h"

namespace projections::reasons {
namespace {

void add_invoice_of(const state::Payment* payment, Keys& keys) {
  if (payment != nullptr && payment->received) keys.insert(payment->received->value.invoice_id);
}

}  // namespace

/// A fact that replaces an earlier one touches the invoice of that one too.
void add_touched_invoices(const Change& change, Keys& keys) {
  const auto& data = change.event.data;
  const state::Accounts& accounts = change.license.accounts;
  if (const auto* issued = std::get_if<ledger::InvoiceIssued>(&data)) {
    keys.insert(issued->invoice_id);
  } else if (const auto* voided = std::get_if<ledger::InvoiceVoided>(&data)) {
    keys.insert(voided->invoice_id);
  } else if (const auto* credited = std::get_if<ledger::InvoiceCredited>(&data)) {
    keys.insert(credited->invoice_id);
    const auto* replaced = accounts.credit(credited->credit_id);
    if (replaced != nullptr) keys.insert(replaced->value.invoice_id);
  } else if (const auto* received = std::get_if<ledger::PaymentReceived>(&data)) {
    keys.insert(received->invoice_id);
    add_invoice_of(accounts.payment(received->payment_id), keys);
  } else if (const auto* reversed = std::get_if<ledger::PaymentReversed>(&data)) {
    add_invoice_of(accounts.payment(reversed->payment_id), keys);
    const auto* replaced = accounts.reversal(reversed->reversal_id);
    if (replaced != nullptr) add_invoice_of(accounts.payment(replaced->value.payment_id), keys);
  }
}

void add_movements(const state::Invoice& invoice, Citation& citation) {
  const state::PaidInCurrency* counted = invoice.counted();
  if (counted == nullptr) {
    citation.add_latest(invoice.credits.events);
  } else {
    citation.add_latest_of({&invoice.credits.events, &counted->movements.events});
  }
}

std::optional<Instant> next_due_instant(const Question& question, std::int32_t days_after_due) {
  const auto& open = question.license.accounts.open();
  const ledger::Date passed = plus_days(date_of(question.at), -days_after_due);
  const auto next = open.lower_bound({plus_days(passed, 1), ""});
  if (next == open.end()) return std::nullopt;
  return start_of(plus_days(next->first, days_after_due));
}

void add_due_now(const Question& question, std::int32_t days_after_due, Keys& keys) {
  const ledger::Date due_on = plus_days(date_of(question.at), -days_after_due);
  const auto& open = question.license.accounts.open();
  for (auto one = open.lower_bound({due_on, ""}); one != open.end() && one->first == due_on;
       ++one) {
    keys.insert(one->second);
  }
}

}  // namespace projections::reasons
