#include "projections/search/search_row.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "projections/reasons/blocking_reasons.h"
#include "projections/state/archive.h"

namespace projections::search {
namespace {

std::vector<OpenAmount> open_amounts(const state::License& license) {
  const auto& accounts = license.accounts;
  std::map<std::tuple<std::string, Date, bool>, state::ExactSum> sums;
  for (const auto& [due_on, invoice_id] : accounts.open()) {
    const state::Invoice* invoice = accounts.known(invoice_id);
    const bool attached = !invoice->attachments.empty() &&
                          invoice->attachments.back().number > license.current_number();
    sums[{invoice->issued->value.currency, due_on, attached}] += invoice->open;
  }
  std::vector<OpenAmount> open;
  open.reserve(sums.size());
  for (const auto& [key, sum] : sums) {
    const auto& [currency, due_on, attached] = key;
    open.push_back({currency, due_on, attached, sum.clamped()});
  }
  return open;
}

/// Whether the pending license waits for an invoice, known or not.
bool waits_for_payment(const state::License& license) {
  const auto& unsettled = license.accounts.unsettled();
  return unsettled.lower_bound({{license.current_number().value + 1}, ""}) != unsettled.end();
}

ledger::ReasonCodeSet timeless_reasons(const state::License& license, const state::Catalog& catalog,
                                       Instant at) {
  reasons::Question question{license, catalog, at};
  question.detail = reasons::Detail::matter;
  ledger::ReasonCodeSet codes;
  for (const auto& rule : reasons::blocking_rules()) {
    if (rule.codes.contains(ReasonCode::unpaid)) continue;
    reasons::Reasons found;
    reasons::find_reasons({&rule, 1}, question, found);
    for (const auto& reason : found) codes.insert(reason.code);
  }
  if (waits_for_payment(license)) codes.insert(ReasonCode::unpaid);
  return codes;
}

}  // namespace

std::optional<Date> SearchRow::first_due() const {
  std::optional<Date> first;
  for (const auto& one : open) {
    if (!one.attached && (!first || one.due_on < *first)) first = one.due_on;
  }
  return first;
}

std::optional<SearchRow> row_of(const state::License& license, const state::Catalog& catalog,
                                Instant at) {
  if (!license.registration) return std::nullopt;
  SearchRow row;
  row.company_name = license.company_name();
  if (const auto installation = state::installation_of(license)) {
    row.cust_id = installation->cust_id;
    row.kind = installation->kind;
  }
  if (const auto* current = license.current_set()) {
    row.active = true;
    row.expires_on = current->expires_on;
  }
  if (state::has_pending(license)) row.pending_number = license.offered().number;
  row.blocked_by = timeless_reasons(license, catalog, at);
  row.held = row.blocked_by.contains(ReasonCode::held);
  row.open = open_amounts(license);
  return row;
}

std::string encode(const SearchRow& row) {
  state::ArchiveWriter writer;
  writer.write(row);
  return writer.take();
}

std::optional<SearchRow> decode_row(std::string_view bytes) {
  state::ArchiveReader reader{bytes};
  std::optional<SearchRow> row{std::in_place};
  reader.read(*row);
  if (!reader.ok() || !reader.at_end()) return std::nullopt;
  return row;
}

state::Stage stage_of(const SearchRow& row, const state::Policy& policy, Instant at) {
  if (!row.active) return state::Stage::none;
  const state::LicenseSet current{.number = {}, .own = {}, .expires_on = row.expires_on};
  return state::stage_at(&current, policy, at);
}

ledger::ReasonCodeSet blocked_by(const SearchRow& row, const state::Policy& policy, Instant at) {
  auto codes = row.blocked_by;
  const auto first = row.first_due();
  if (first && *first <= last_overdue(policy, at)) codes.insert(ReasonCode::unpaid);
  return codes;
}

Date last_overdue(const state::Policy& policy, Instant at) {
  return plus_days(date_of(at), -(1 + policy.payment_grace_days));
}

}  // namespace projections::search
