#include "projections/accounts.h"

#include <limits>

namespace projections {
namespace {

/// Sums of many amounts of up to 2^53 − 1 stay exact; what is shown is cut to what an int64 holds.
__extension__ using Sum = __int128;

std::int64_t shown(Sum sum) {
  constexpr Sum most = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(sum > most ? most : sum < 0 ? Sum{0} : sum);
}

}  // namespace

void Accounts::apply(const Stamp& stamp, const ledger::InvoiceIssued& issued) {
  Invoice& invoice = invoices_[issued.invoice_id];
  if (invoice.issued && invoice.issued->stamp > stamp) return;
  invoice.issued = {stamp, issued};
  settle(invoice);
}

void Accounts::apply(const Stamp& stamp, const ledger::InvoiceVoided& voided) {
  Invoice& invoice = invoices_[voided.invoice_id];
  // The first void made it final; which of several is cited must not depend on arrival.
  if (!invoice.voided || stamp < *invoice.voided) invoice.voided = stamp;
  settle(invoice);
}

void Accounts::apply(const Stamp& stamp, const ledger::InvoiceCredited& credited) {
  const auto found = credits_.find(credited.credit_id);
  const std::string before = found == credits_.end() ? "" : found->second.value.invoice_id;
  if (!write_last(credits_, credited.credit_id, stamp, credited)) return;
  if (!before.empty() && before != credited.invoice_id) {
    const auto left = invoices_.find(before);
    left->second.credit_ids.erase(credited.credit_id);
    settle_or_drop(left);
  }
  Invoice& invoice = invoices_[credited.invoice_id];
  invoice.credit_ids.insert(credited.credit_id);
  settle(invoice);
}

void Accounts::apply(const Stamp& stamp, const ledger::PaymentReceived& received) {
  const auto found = payments_.find(received.payment_id);
  const std::string before = found == payments_.end() ? "" : found->second.value.invoice_id;
  if (!write_last(payments_, received.payment_id, stamp, received)) return;
  if (!before.empty() && before != received.invoice_id) {
    const auto left = invoices_.find(before);
    left->second.payment_ids.erase(received.payment_id);
    settle_or_drop(left);
  }
  Invoice& invoice = invoices_[received.invoice_id];
  invoice.payment_ids.insert(received.payment_id);
  settle(invoice);
}

void Accounts::apply(const Stamp& stamp, const ledger::PaymentReversed& reversed) {
  const auto settle_payment = [this](const std::string& payment_id) {
    const auto payment = payments_.find(payment_id);
    if (payment != payments_.end()) settle(invoices_[payment->second.value.invoice_id]);
  };
  const auto found = reversals_.find(reversed.reversal_id);
  const std::string before = found == reversals_.end() ? "" : found->second.value.payment_id;
  if (!write_last(reversals_, reversed.reversal_id, stamp, reversed)) return;
  if (!before.empty() && before != reversed.payment_id) {
    const auto left = reversals_of_.find(before);
    left->second.erase(reversed.reversal_id);
    if (left->second.empty()) reversals_of_.erase(left);
    settle_payment(before);
  }
  reversals_of_[reversed.payment_id].insert(reversed.reversal_id);
  settle_payment(reversed.payment_id);
}

const Invoice* Accounts::known(std::string_view invoice_id) const {
  const auto found = invoices_.find(invoice_id);
  return found == invoices_.end() || !found->second.issued ? nullptr : &found->second;
}

void Accounts::settle_or_drop(InvoiceMap::iterator found) {
  Invoice& invoice = found->second;
  const bool spoken_of = invoice.issued || invoice.voided || !invoice.credit_ids.empty() ||
                         !invoice.payment_ids.empty();
  if (spoken_of) {
    settle(invoice);
  } else {
    invoices_.erase(found);
  }
}

void Accounts::settle(Invoice& invoice) const {
  invoice.open = 0;
  if (!invoice.issued || invoice.voided) return;
  Sum open = invoice.issued->value.amount;
  for (const auto& credit_id : invoice.credit_ids)
    open -= credits_.find(credit_id)->second.value.amount;
  for (const auto& payment_id : invoice.payment_ids) {
    const auto& payment = payments_.find(payment_id)->second.value;
    if (payment.currency != invoice.issued->value.currency) continue;
    open -= payment.amount;
    open += reversed(payment_id);
  }
  invoice.open = shown(open);
}

std::int64_t Accounts::reversed(const std::string& payment_id) const {
  const auto found = reversals_of_.find(payment_id);
  if (found == reversals_of_.end()) return 0;
  Sum sum = 0;
  for (const auto& reversal_id : found->second) {
    sum += reversals_.find(reversal_id)->second.value.amount;
  }
  return shown(sum);
}

std::vector<CurrencyMismatch> Accounts::currency_mismatches() const {
  std::vector<CurrencyMismatch> mismatches;
  for (const auto& [payment_id, payment] : payments_) {
    const Invoice* invoice = known(payment.value.invoice_id);
    if (invoice == nullptr || invoice->issued->value.currency == payment.value.currency) continue;
    const std::int64_t unreversed = payment.value.amount - reversed(payment_id);
    if (unreversed > 0) mismatches.push_back({&payment, &*invoice->issued, unreversed});
  }
  return mismatches;
}

void Accounts::add_reversals(const std::string& payment_id,
                             std::vector<ledger::Evidence>& evidence) const {
  const auto found = reversals_of_.find(payment_id);
  if (found == reversals_of_.end()) return;
  for (const auto& reversal_id : found->second) {
    evidence.push_back(reversals_.find(reversal_id)->second.stamp.evidence());
  }
}

void Accounts::add_evidence(const Invoice& invoice, std::vector<ledger::Evidence>& evidence) const {
  if (invoice.issued) evidence.push_back(invoice.issued->stamp.evidence());
  for (const auto& credit_id : invoice.credit_ids) {
    evidence.push_back(credits_.find(credit_id)->second.stamp.evidence());
  }
  if (!invoice.issued) return;
  for (const auto& payment_id : invoice.payment_ids) {
    const auto& payment = payments_.find(payment_id)->second;
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

}  // namespace projections
