#include <algorithm>
#include <span>

#include "projections/reasons/blocking_reasons.h"
#include "projections/reasons/invoice_rules.h"

namespace projections::reasons {
namespace {

/// The purchases after the current number that wait for the invoice.
std::span<const state::Attachment> waiting_for(const state::Invoice& invoice,
                                               const state::License& license) {
  const auto first = std::ranges::upper_bound(invoice.attachments, license.current_number(), {},
                                              &state::Attachment::number);
  return {first, invoice.attachments.end()};
}

std::int32_t days_until_overdue(const Question& question) {
  return 1 + question.policy.payment_grace_days;
}

bool is_overdue(const state::Invoice& invoice, const Question& question) {
  return invoice.open > 0 && state::overdue_from(invoice.issued->value.due_on,
                                                 question.policy.payment_grace_days) <= question.at;
}

}  // namespace

void Unpaid::candidates(const Question& question, Keys& keys) {
  const state::License& license = question.license;
  const LicenseNumber current = license.current_number();
  const auto& unsettled = license.accounts.unsettled();
  for (auto one = unsettled.lower_bound({{current.value + 1}, ""}); one != unsettled.end(); ++one) {
    keys.insert(one->second);
  }
  const ledger::Date last = plus_days(date_of(question.at), -days_until_overdue(question));
  for (const auto& [due_on, invoice_id] : license.accounts.open()) {
    if (due_on > last) break;
    keys.insert(invoice_id);
  }
}

std::optional<Reason> Unpaid::judge(std::string_view invoice_id, const Question& question) {
  const state::License& license = question.license;
  const state::Invoice* invoice = license.accounts.invoices().find(invoice_id);
  if (invoice == nullptr) return std::nullopt;
  const auto waiting = waiting_for(*invoice, license);
  const bool overdue = is_overdue(*invoice, question);
  if (!overdue && (waiting.empty() || invoice->settled())) return std::nullopt;
  Reason reason{.code = ReasonCode::unpaid, .invoice_id = std::string{invoice_id}};
  reason.overdue = overdue;
  if (invoice->issued) {
    reason.open = invoice->open;
    reason.currency = invoice->issued->value.currency;
    reason.due_on = invoice->issued->value.due_on;
  }
  if (question.full()) {
    Citation citation;
    if (invoice->issued) citation.add(invoice->issued->stamp.evidence());
    citation.add_latest(waiting, &state::Attachment::purchase);
    add_movements(*invoice, citation);
    citation.write_to(reason);
  }
  return reason;
}

std::optional<Instant> Unpaid::next_change(const Question& question) {
  return next_due_instant(question, days_until_overdue(question));
}

void Unpaid::touched_by_time(const Question& question, Keys& keys) {
  add_due_now(question, days_until_overdue(question), keys);
}

void Unpaid::touched_by(const Change& change, Touched& touched) {
  add_touched_invoices(change, touched.keys);
  const auto& data = change.event.data;
  if (const auto* purchase = std::get_if<ledger::PurchaseRecorded>(&data)) {
    touched.keys.insert(purchase->invoice_ids.begin(), purchase->invoice_ids.end());
  }
  // Another current number, or another grace.
  touched.all = touched.all || std::holds_alternative<ledger::LicenseActivated>(data) ||
                std::holds_alternative<ledger::PolicyChanged>(data);
}

}  // namespace projections::reasons
