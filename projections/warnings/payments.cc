#include "projections/reasons/invoice_rules.h"
#include "projections/warnings/warnings.h"

namespace projections::warnings {
namespace {

std::int32_t days_until_overdue(const reasons::Question& question) {
  return 1 + question.policy.payment_grace_days;
}

/// Whether an invoice with that due date is warned about: soon due, and not overdue.
bool is_soon(ledger::Date due_on, const reasons::Question& question) {
  return start_of(plus_days(due_on, -payment_due_soon_days)) <= question.at &&
         question.at < state::overdue_from(due_on, question.policy.payment_grace_days);
}

}  // namespace

void PaymentDueSoon::candidates(const reasons::Question& question, reasons::Keys& keys) {
  const auto& open = question.license.accounts.open();
  const ledger::Date today = date_of(question.at);
  const ledger::Date first = plus_days(today, 1 - days_until_overdue(question));
  const ledger::Date last = plus_days(today, payment_due_soon_days);
  for (auto one = open.lower_bound({first, ""}); one != open.end() && one->first <= last; ++one) {
    keys.insert(one->second);
  }
}

/// An open invoice is due soon. Once it is overdue, it blocks instead.
std::optional<Reason> PaymentDueSoon::judge(std::string_view invoice_id,
                                            const reasons::Question& question) {
  const state::Invoice* invoice = question.license.accounts.known(invoice_id);
  if (invoice == nullptr || invoice->open == 0) return std::nullopt;
  const auto& issued = invoice->issued->value;
  if (!is_soon(issued.due_on, question)) return std::nullopt;
  Reason reason{.code = ReasonCode::payment_due_soon, .invoice_id = std::string{invoice_id}};
  reason.open = invoice->open;
  reason.currency = issued.currency;
  reason.due_on = issued.due_on;
  if (question.full()) {
    reasons::Citation citation;
    citation.add(invoice->issued->stamp.evidence());
    reasons::add_movements(*invoice, citation);
    citation.write_to(reason);
  }
  return reason;
}

std::optional<Instant> PaymentDueSoon::next_change(const reasons::Question& question) {
  return reasons::earlier(reasons::next_due_instant(question, -payment_due_soon_days),
                          reasons::next_due_instant(question, days_until_overdue(question)));
}

void PaymentDueSoon::touched_by_time(const reasons::Question& question, reasons::Keys& keys) {
  reasons::add_due_now(question, -payment_due_soon_days, keys);
  reasons::add_due_now(question, days_until_overdue(question), keys);
}

void PaymentDueSoon::touched_by(const reasons::Change& change, reasons::Touched& touched) {
  reasons::add_touched_invoices(change, touched.keys);
  touched.all = touched.all || std::holds_alternative<ledger::PolicyChanged>(change.event.data);
}

void CurrencyMismatched::candidates(const reasons::Question& question, reasons::Keys& keys) {
  for (const auto& mismatch : question.license.accounts.currency_mismatches()) {
    keys.insert(mismatch.payment->received->value.payment_id);
  }
}

/// A payment that is not counted, because its currency is not that of its invoice.
std::optional<Reason> CurrencyMismatched::judge(std::string_view payment_id,
                                                const reasons::Question& question) {
  const auto mismatch = question.license.accounts.currency_mismatch(payment_id);
  if (!mismatch) return std::nullopt;
  const auto& payment = *mismatch->payment->received;
  Reason reason{.code = ReasonCode::currency_mismatch,
                .invoice_id = payment.value.invoice_id,
                .payment_id = payment.value.payment_id};
  reason.open = mismatch->unreversed;
  reason.currency = payment.value.currency;
  reason.expected_currency = mismatch->invoice->value.currency;
  if (question.full()) {
    reasons::Citation citation;
    citation.add(mismatch->invoice->stamp.evidence()).add(payment.stamp.evidence());
    citation.add_latest(mismatch->payment->reversals.events).write_to(reason);
  }
  return reason;
}

/// An invoice issued in another currency than before touches all payments of it.
void CurrencyMismatched::touched_by(const reasons::Change& change, reasons::Touched& touched) {
  const auto& data = change.event.data;
  const state::Accounts& accounts = change.license.accounts;
  if (const auto* received = std::get_if<ledger::PaymentReceived>(&data)) {
    touched.keys.insert(received->payment_id);
  } else if (const auto* reversed = std::get_if<ledger::PaymentReversed>(&data)) {
    touched.keys.insert(reversed->payment_id);
    const auto* replaced = accounts.reversal(reversed->reversal_id);
    if (replaced != nullptr) touched.keys.insert(replaced->value.payment_id);
  } else if (const auto* issued = std::get_if<ledger::InvoiceIssued>(&data)) {
    const state::Invoice* invoice = accounts.invoices().find(issued->invoice_id);
    if (invoice == nullptr) return;
    if (invoice->issued && invoice->issued->value.currency == issued->currency) return;
    for (const auto& [currency, paid] : invoice->paid) {
      touched.keys.insert(paid.unreversed.begin(), paid.unreversed.end());
    }
  }
}

}  // namespace projections::warnings
