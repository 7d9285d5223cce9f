#include <algorithm>
#include <set>

#include "projections/reasons/blocking_reasons.h"

namespace projections {
namespace {

/// The purchases after the current number that wait for the invoice.
std::vector<const Purchase*> waiting_for(const License& license, std::string_view invoice_id) {
  std::vector<const Purchase*> waiting;
  for (const auto& purchase : license.purchases.all()) {
    if (purchase.number <= license.current_number()) continue;
    if (std::ranges::find(purchase.invoice_ids, invoice_id) != purchase.invoice_ids.end()) {
      waiting.push_back(&purchase);
    }
  }
  return waiting;
}

bool is_overdue(const Invoice& invoice, const Question& question) {
  return invoice.open > 0 &&
         overdue_from(invoice.issued->value, question.policy.payment_grace_days) <= question.at;
}

Reason unpaid(const Question& question, const std::string& invoice_id, const Invoice* invoice) {
  Reason reason{.code = ReasonCode::unpaid, .invoice_id = invoice_id};
  reason.overdue = false;
  if (invoice != nullptr) {
    reason.open = invoice->open;
    reason.currency = invoice->issued->value.currency;
    reason.due_on = invoice->issued->value.due_on;
    reason.overdue = is_overdue(*invoice, question);
  }
  if (!question.full()) return reason;
  for (const Purchase* purchase : waiting_for(question.license, invoice_id)) {
    reason.evidence.push_back(purchase->stamp.evidence());
  }
  const auto& invoices = question.license.accounts.invoices();
  if (const auto spoken_of = invoices.find(invoice_id); spoken_of != invoices.end()) {
    question.license.accounts.add_evidence(spoken_of->second, reason.evidence);
  }
  return reason;
}

}  // namespace

/// An invoice attached to a purchase after the current number is open or not known yet, due or not;
/// or any invoice of the license is overdue. One reason per invoice.
void find_unpaid(const Question& question, Reasons& reasons) {
  const License& license = question.license;
  const InvoiceMap& invoices = license.accounts.invoices();

  std::set<std::string_view> attached;
  for (const auto& purchase : license.purchases.all()) {
    if (purchase.number <= license.current_number()) continue;
    attached.insert(purchase.invoice_ids.begin(), purchase.invoice_ids.end());
  }
  std::set<std::string_view> blocking;
  for (const auto& invoice_id : attached) {
    const auto found = invoices.find(invoice_id);
    const bool settled =
        found != invoices.end() &&
        (found->second.voided || (found->second.issued && found->second.open == 0));
    if (!settled) blocking.insert(invoice_id);
  }
  for (const auto& [invoice_id, invoice] : invoices) {
    if (invoice.issued && is_overdue(invoice, question)) blocking.insert(invoice_id);
  }
  for (const auto& invoice_id : blocking) {
    reasons.push_back(
        unpaid(question, std::string{invoice_id}, license.accounts.known(invoice_id)));
  }
}

}  // namespace projections
