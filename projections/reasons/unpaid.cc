#include <algorithm>
#include <set>

#include "projections/reasons/blocking_reasons.h"

namespace projections::reasons {
namespace {

/// The purchases after the current number that wait for the invoice.
std::vector<const state::Purchase*> waiting_for(const state::License& license,
                                                std::string_view invoice_id) {
  std::vector<const state::Purchase*> waiting;
  for (const auto& purchase : license.purchases.all()) {
    if (purchase.number <= license.current_number()) continue;
    if (std::ranges::find(purchase.invoice_ids, invoice_id) != purchase.invoice_ids.end()) {
      waiting.push_back(&purchase);
    }
  }
  return waiting;
}

bool is_overdue(const state::Invoice& invoice, const Question& question) {
  return invoice.open > 0 && state::overdue_from(invoice.issued->value,
                                                 question.policy.payment_grace_days) <= question.at;
}

Reason unpaid(const Question& question, const std::string& invoice_id,
              const state::Invoice* invoice) {
  Reason reason{.code = ReasonCode::unpaid, .invoice_id = invoice_id};
  reason.overdue = false;
  if (invoice != nullptr) {
    reason.open = invoice->open;
    reason.currency = invoice->issued->value.currency;
    reason.due_on = invoice->issued->value.due_on;
    reason.overdue = is_overdue(*invoice, question);
  }
  if (!question.full()) return reason;
  for (const state::Purchase* purchase : waiting_for(question.license, invoice_id)) {
    reason.evidence.push_back(purchase->stamp.evidence());
  }
  const state::Accounts& accounts = question.license.accounts;
  if (const state::Invoice* invoice_so_far = accounts.invoices().find(invoice_id);
      invoice_so_far != nullptr) {
    accounts.add_evidence(*invoice_so_far, reason.evidence);
  }
  return reason;
}

}  // namespace

/// An invoice attached to a purchase after the current number is open or not known yet, due or not;
/// or any invoice of the license is overdue. One reason per invoice.
void find_unpaid(const Question& question, Reasons& reasons) {
  const state::License& license = question.license;
  const state::Accounts& accounts = license.accounts;

  std::set<std::string_view> attached;
  for (const auto& purchase : license.purchases.all()) {
    if (purchase.number <= license.current_number()) continue;
    attached.insert(purchase.invoice_ids.begin(), purchase.invoice_ids.end());
  }
  std::set<std::string_view> blocking;
  for (const auto& invoice_id : attached) {
    const state::Invoice* invoice = accounts.invoices().find(invoice_id);
    const bool settled =
        invoice != nullptr && (invoice->voided || (invoice->issued && invoice->open == 0));
    if (!settled) blocking.insert(invoice_id);
  }
  for (const auto& invoice_id : accounts.open()) {
    if (is_overdue(*accounts.known(invoice_id), question)) blocking.insert(invoice_id);
  }
  for (const auto& invoice_id : blocking) {
    reasons.push_back(unpaid(question, std::string{invoice_id}, accounts.known(invoice_id)));
  }
}

}  // namespace projections::reasons
