#include "projections/state/accounts.h"

#include <limits>

namespace projections::state {
namespace {

/// Sums of many amounts of up to 2^53 − 1 stay exact; the result is clamped to int64.
__extension__ using Sum = __int128;

std::int64_t clamped(Sum sum) {
  constexpr Sum most = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(sum > most ? most : sum < 0 ? Sum{0} : sum);
}

}  // namespace

void Accounts::apply(const Stamp& stamp, const ledger::InvoiceIssued& issued) {
  Invoice& invoice = invoices_[issued.invoice_id];
  if (invoice.issued && invoice.issued->stamp > stamp) return;
  invoice.issued = {stamp, issued};
  settle(issued.invoice_id, invoice);
}

void Accounts::apply(const Stamp& stamp, const ledger::InvoiceVoided& voided) {
  Invoice& invoice = invoices_[voided.invoice_id];
  // The first void is final; which of several is cited must not depend on arrival.
  if (!invoice.voided || stamp < *invoice.voided) invoice.voided = stamp;
  settle(voided.invoice_id, invoice);
}

void Accounts::apply(const Stamp& stamp, const ledger::InvoiceCredited& credited) {
  const auto* earlier = credits_.find(credited.credit_id);
  const std::string before = earlier == nullptr ? "" : earlier->value.invoice_id;
  if (!write_last(credits_, credited.credit_id, stamp, credited)) return;
  if (!before.empty() && before != credited.invoice_id) {
    invoices_.at(before).credit_ids.erase(credited.credit_id);
    settle_or_drop(before);
  }
  Invoice& invoice = invoices_[credited.invoice_id];
  invoice.credit_ids.insert(credited.credit_id);
  settle(credited.invoice_id, invoice);
}

void Accounts::apply(const Stamp& stamp, const ledger::PaymentReceived& received) {
  const auto* earlier = payments_.find(received.payment_id);
  const std::string before = earlier == nullptr ? "" : earlier->value.invoice_id;
  if (!write_last(payments_, received.payment_id, stamp, received)) return;
  if (!before.empty() && before != received.invoice_id) {
    invoices_.at(before).payment_ids.erase(received.payment_id);
    settle_or_drop(before);
  }
  Invoice& invoice = invoices_[received.invoice_id];
  invoice.payment_ids.insert(received.payment_id);
  settle(received.invoice_id, invoice);
}

void Accounts::apply(const Stamp& stamp, const ledger::PaymentReversed& reversed) {
  const auto settle_payment = [this](const std::string& payment_id) {
    const auto* payment = payments_.find(payment_id);
    if (payment == nullptr) return;
    const std::string& invoice_id = payment->value.invoice_id;
    settle(invoice_id, invoices_.at(invoice_id));
  };
  const auto* earlier = reversals_.find(reversed.reversal_id);
  const std::string before = earlier == nullptr ? "" : earlier->value.payment_id;
  if (!write_last(reversals_, reversed.reversal_id, stamp, reversed)) return;
  if (!before.empty() && before != reversed.payment_id) {
    auto& left = reversals_of_.at(before);
    left.erase(reversed.reversal_id);
    if (left.empty()) reversals_of_.erase(before);
    settle_payment(before);
  }
  reversals_of_[reversed.payment_id].insert(reversed.reversal_id);
  settle_payment(reversed.payment_id);
}

const Invoice* Accounts::known(std::string_view invoice_id) const {
  const Invoice* found = invoices_.find(invoice_id);
  return found == nullptr || !found->issued ? nullptr : found;
}

void Accounts::settle_or_drop(const std::string& invoice_id) {
  Invoice& invoice = invoices_.at(invoice_id);
  settle(invoice_id, invoice);
  const bool referenced = invoice.issued || invoice.voided || !invoice.credit_ids.empty() ||
                          !invoice.payment_ids.empty();
  if (!referenced) invoices_.erase(invoice_id);
}

void Accounts::settle(const std::string& invoice_id, Invoice& invoice) {
  const bool was_open = invoice.open > 0;
  invoice.open = open_amount(invoice);
  if (invoice.open > 0 && !was_open) open_.insert(invoice_id);
  if (invoice.open == 0 && was_open) open_.erase(invoice_id);
}

std::int64_t Accounts::open_amount(const Invoice& invoice) const {
  if (!invoice.issued || invoice.voided) return 0;
  Sum open = invoice.issued->value.amount;
  for (const auto& credit_id : invoice.credit_ids) open -= credits_.at(credit_id).value.amount;
  for (const auto& payment_id : invoice.payment_ids) {
    const auto& payment = payments_.at(payment_id).value;
    if (payment.currency != invoice.issued->value.currency) continue;
    open -= payment.amount;
    open += reversed(payment_id);
  }
  return clamped(open);
}

std::int64_t Accounts::reversed(const std::string& payment_id) const {
  const auto* reversal_ids = reversals_of_.find(payment_id);
  if (reversal_ids == nullptr) return 0;
  Sum sum = 0;
  for (const auto& reversal_id : *reversal_ids) sum += reversals_.at(reversal_id).value.amount;
  return clamped(sum);
}

std::vector<CurrencyMismatch> Accounts::currency_mismatches() const {
  std::vector<CurrencyMismatch> mismatches;
  for (const auto* one : payments_.in_order()) {
    const auto& [payment_id, payment] = *one;
    const Invoice* invoice = known(payment.value.invoice_id);
    if (invoice == nullptr || invoice->issued->value.currency == payment.value.currency) continue;
    const std::int64_t unreversed = payment.value.amount - reversed(payment_id);
    if (unreversed > 0) mismatches.push_back({&payment, &*invoice->issued, unreversed});
  }
  return mismatches;
}

void Accounts::add_reversals(const std::string& payment_id,
                             std::vector<ledger::Evidence>& evidence) const {
  const auto* reversal_ids = reversals_of_.find(payment_id);
  if (reversal_ids == nullptr) return;
  for (const auto& reversal_id : *reversal_ids) {
    evidence.push_back(reversals_.at(reversal_id).stamp.evidence());
  }
}

void Accounts::add_evidence(const Invoice& invoice, std::vector<ledger::Evidence>& evidence) const {
  if (invoice.issued) evidence.push_back(invoice.issued->stamp.evidence());
  for (const auto& credit_id : invoice.credit_ids) {
    evidence.push_back(credits_.at(credit_id).stamp.evidence());
  }
  if (!invoice.issued) return;
  for (const auto& payment_id : invoice.payment_ids) {
    const auto& payment = payments_.at(payment_id);
    if (payment.value.currency != invoice.issued->value.currency) continue;
    evidence.push_back(payment.stamp.evidence());
    add_reversals(payment_id, evidence);
  }
}

void Accounts::add_evidence(const CurrencyMismatch& mismatch,
                            std::vector<ledger::Evidence>& evidence) const {
  evidence.push_back(mismatch.invoice->stamp.evidence());
  evidence.push_back(mismatch.payment->stamp.evidence());
  add_reversals(mismatch.payment->value.payment_id, evidence);
}

ledger::Instant overdue_from(const ledger::InvoiceIssued& issued, std::int32_t payment_grace_days) {
  return start_of(plus_days(issued.due_on, 1 + payment_grace_days));
}

}  // namespace projections::state
