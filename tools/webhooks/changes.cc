#include "tools/webhooks/changes.h"

#include <algorithm>
#include <boost/json.hpp>
#include <span>

#include "projections/boundaries.h"
#include "projections/reasons/blocking_reasons.h"

namespace tools::webhooks {
namespace {

namespace json = boost::json;
using ledger::LicenseNumber;

std::vector<ReasonKey> missing_from(const std::vector<ReasonKey>& there,
                                    const std::vector<ReasonKey>& wanted) {
  std::vector<ReasonKey> missing;
  for (const auto& key : wanted) {
    if (std::ranges::find(there, key) == there.end()) missing.push_back(key);
  }
  return missing;
}

const Condition::OpenInvoice* find(const Condition& condition, std::string_view invoice_id) {
  const auto found =
      std::ranges::find(condition.open_invoices, invoice_id, &Condition::OpenInvoice::invoice_id);
  return found == condition.open_invoices.end() ? nullptr : &*found;
}

bool became_unblocked(const Condition& before, const Condition& after) {
  if (!before.pending || before.reasons.empty() || !after.reasons.empty()) return false;
  return after.pending || after.current != before.current;
}

void add_blocking(const Condition& before, const Condition& after, std::vector<Change>& changes) {
  Change change{.added = missing_from(before.reasons, after.reasons),
                .cleared = missing_from(after.reasons, before.reasons)};
  if (after.pending && !after.reasons.empty() &&
      (after.pending != before.pending || !change.added.empty() || !change.cleared.empty())) {
    change.type = ChangeType::license_blocked;
    changes.push_back(std::move(change));
  } else if (became_unblocked(before, after)) {
    change.type = ChangeType::license_unblocked;
    changes.push_back(std::move(change));
  }
}

void add_invoices(const Condition& before, const Condition& after, std::vector<Change>& changes) {
  for (const auto& invoice : after.open_invoices) {
    const auto* was = find(before, invoice.invoice_id);
    if (invoice.overdue && (was == nullptr || !was->overdue)) {
      changes.push_back({.type = ChangeType::invoice_overdue, .invoice_id = invoice.invoice_id});
    }
  }
  for (const auto& invoice : before.open_invoices) {
    if (find(after, invoice.invoice_id) == nullptr) {
      changes.push_back({.type = ChangeType::invoice_settled, .invoice_id = invoice.invoice_id});
    }
  }
}

/// Reads what to_text wrote; anything else makes `good` false.
class Reader {
 public:
  explicit Reader(std::string_view text) : value_(json::parse(text, error_)) {
    if (error_ || !value_.is_array() || value_.get_array().size() != 6) good = false;
  }
  const json::value& at(std::size_t i) {
    static const json::value none;
    return good ? value_.get_array()[i] : none;
  }
  std::int64_t number(const json::value& value) {
    good = good && value.is_int64();
    return value.is_int64() ? value.get_int64() : 0;
  }
  std::string text(const json::value& value) {
    good = good && value.is_string();
    return value.is_string() ? std::string{value.get_string()} : std::string{};
  }
  /// Lists of two.
  std::span<const json::value> list(const json::value& value) {
    good = good && value.is_array();
    if (!good) return {};
    for (const auto& pair : value.get_array()) {
      good = good && pair.is_array() && pair.get_array().size() == 2;
    }
    if (!good) return {};
    return {value.get_array().data(), value.get_array().size()};
  }
  bool good = true;

 private:
  boost::system::error_code error_;
  json::value value_;
};

}  // namespace

Condition condition_of(const projections::reasons::Question& question,
                       std::optional<Instant> next_event) {
  const auto& license = question.license;
  Condition condition{
      .stage = projections::state::stage_at(license.current_set(), question.policy, question.at),
      .current = license.current_number(),
      .next = projections::next_boundary(license, question.policy, question.at)};
  if (next_event && (!condition.next || *next_event < *condition.next)) condition.next = next_event;
  if (projections::state::has_pending(license)) {
    projections::reasons::Question brief = question;
    brief.detail = projections::reasons::Detail::matter;
    condition.pending = license.offered().number;
    condition.reasons = projections::state::keys_of(projections::reasons::blocking_reasons(brief));
  }
  for (const auto& invoice_id : license.accounts.open()) {
    const auto& issued = license.accounts.known(invoice_id)->issued->value;
    const auto overdue =
        projections::state::overdue_from(issued, question.policy.payment_grace_days);
    condition.open_invoices.push_back({invoice_id, overdue <= question.at});
  }
  return condition;
}

std::string to_text(const Condition& condition) {
  json::array reasons;
  for (const auto& [code, about] : condition.reasons) {
    reasons.push_back(json::array{ledger::name_of(code), about});
  }
  json::array invoices;
  for (const auto& [invoice_id, overdue] : condition.open_invoices) {
    invoices.push_back(json::array{invoice_id, overdue ? 1 : 0});
  }
  // 0: nothing is pending, or time changes nothing any more; neither can be 0 itself.
  const std::int64_t pending = condition.pending ? condition.pending->value : 0;
  const std::int64_t next = condition.next ? condition.next->micros : 0;
  return json::serialize(json::array{static_cast<std::int64_t>(condition.stage),
                                     static_cast<std::int64_t>(condition.current.value), pending,
                                     std::move(reasons), std::move(invoices), next});
}

std::optional<Condition> condition_from(std::string_view text) {
  Reader reader{text};
  Condition condition;
  const auto stage = reader.number(reader.at(0));
  if (stage < 0 || stage > static_cast<std::int64_t>(projections::state::Stage::read_only)) {
    return std::nullopt;
  }
  condition.stage = static_cast<projections::state::Stage>(stage);
  condition.current = {static_cast<std::uint32_t>(reader.number(reader.at(1)))};
  if (const auto number = reader.number(reader.at(2)); number != 0) {
    condition.pending = LicenseNumber{static_cast<std::uint32_t>(number)};
  }
  for (const auto& pair : reader.list(reader.at(3))) {
    const auto code = ledger::named<ledger::ReasonCode>(reader.text(pair.get_array()[0]));
    if (!code) return std::nullopt;
    condition.reasons.push_back({*code, reader.text(pair.get_array()[1])});
  }
  for (const auto& pair : reader.list(reader.at(4))) {
    condition.open_invoices.push_back(
        {reader.text(pair.get_array()[0]), reader.number(pair.get_array()[1]) != 0});
  }
  if (const auto next = reader.number(reader.at(5)); next != 0) condition.next = Instant{next};
  if (!reader.good) return std::nullopt;
  return condition;
}

std::vector<Change> changes_between(const Condition& before, const Condition& after) {
  std::vector<Change> changes;
  if (after.pending && after.pending != before.pending) {
    changes.push_back({.type = ChangeType::license_pending});
  }
  add_blocking(before, after, changes);
  if (after.stage != before.stage) {
    changes.push_back({.type = ChangeType::license_stage_changed, .from = before.stage});
  }
  add_invoices(before, after, changes);
  return changes;
}

}  // namespace tools::webhooks
