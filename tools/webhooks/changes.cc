#include "tools/webhooks/changes.h"

#include <algorithm>

namespace tools::webhooks {
namespace {

std::vector<ReasonKey> missing_from(const std::vector<ReasonKey>& present,
                                    const std::vector<ReasonKey>& wanted) {
  std::vector<ReasonKey> missing;
  for (const auto& key : wanted) {
    if (std::ranges::find(present, key) == present.end()) missing.push_back(key);
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

void add_blocking(const Condition& before, const Condition& after,
                  std::vector<LicenseChange>& changes) {
  LicenseChange change{.added = missing_from(before.reasons, after.reasons),
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

void add_invoices(const Condition& before, const Condition& after,
                  std::vector<LicenseChange>& changes) {
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

}  // namespace

std::vector<LicenseChange> changes_between(const Condition& before, const Condition& after) {
  std::vector<LicenseChange> changes;
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
