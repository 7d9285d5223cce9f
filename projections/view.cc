#include "projections/view.h"

#include <set>

#include "projections/reasons/blocking_reasons.h"
#include "projections/warnings/warnings.h"

namespace projections {
namespace {

/// Adds every module with a quantity in the set, and the hidden ones that its plans include.
void add_modules_of(const state::LicenseSet& set, const state::Catalog& catalog,
                    std::set<std::string>& names) {
  for (const auto& [module_name, quantity] : set.own) {
    names.insert(module_name);
    if (!catalog.is_plan(module_name)) continue;
    for (const auto& included : catalog.module(module_name).includes) {
      if (catalog.hidden(included)) names.insert(included);
    }
  }
}

Status status_of(const reasons::Question& question, bool pending) {
  if (pending) return Status::new_license_available;
  const auto& current = question.license.current;
  if (!current || current->mode != ledger::ActivationMode::automatic) return Status::ok;
  const Instant until =
      plus_days(current->stamp.effective_at(), question.policy.activated_notice_days);
  return question.at < until ? Status::new_license_activated : Status::ok;
}

std::vector<ModuleRow> module_rows(const reasons::Question& question,
                                   const state::LicenseSet& set) {
  std::set<std::string> names;
  add_modules_of(set, question.catalog, names);
  for (auto& held : state::held_modules(question.seats, question.catalog)) {
    names.insert(std::move(held));
  }
  std::vector<ModuleRow> rows;
  for (const auto& name : names) {
    const auto& defined = question.catalog.module(name);
    ModuleRow row{.module_name = name,
                  .type = defined.type,
                  .hidden = defined.hidden,
                  .unrestricted = defined.unrestricted,
                  .display_name = defined.display_name,
                  .total = state::total_of(set, question.catalog, name),
                  .in_use = in_use(question.seats, question.catalog, name)};
    if (row.total != 0 || row.in_use != 0) rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<InvoiceRow> invoice_rows(const reasons::Question& question) {
  std::vector<InvoiceRow> rows;
  for (const auto* one : question.license.accounts.invoices().in_order()) {
    const auto& [invoice_id, invoice] = *one;
    if (!invoice.issued) continue;
    const auto& issued = invoice.issued->value;
    const Instant overdue = state::overdue_from(issued.due_on, question.policy.payment_grace_days);
    rows.push_back({.invoice_id = invoice_id,
                    .amount = issued.amount,
                    .open = invoice.open,
                    .currency = issued.currency,
                    .due_on = issued.due_on,
                    .overdue = invoice.open > 0 && overdue <= question.at,
                    .voided = invoice.voided.has_value()});
  }
  return rows;
}

}  // namespace

std::string_view name_of(Status status) {
  constexpr auto names =
      ledger::names_of_each<Status>("ok", "new_license_available", "new_license_activated");
  return names[static_cast<std::size_t>(status)];
}

std::vector<ledger::ModuleChange> changes_towards(const reasons::Question& question,
                                                  const state::LicenseSet& next) {
  const state::Catalog& catalog = question.catalog;
  const auto& activation = question.license.current;
  const state::LicenseSet nothing;
  const state::LicenseSet& current = activation ? activation->set : nothing;
  std::set<std::string> names;
  add_modules_of(current, catalog, names);
  add_modules_of(next, catalog, names);
  std::vector<ledger::ModuleChange> changes;
  for (const auto& name : names) {
    if (catalog.hidden(name)) continue;
    const std::int64_t total = state::total_of(current, catalog, name);
    const std::int64_t new_total = state::total_of(next, catalog, name);
    if (total == new_total) continue;
    changes.push_back({name, in_use(question.seats, catalog, name), total, new_total});
  }
  return changes;
}

LicenseView view_at(const reasons::Question& question) {
  const state::License& license = question.license;
  const state::LicenseSet nothing;
  const state::LicenseSet& current = license.current ? license.current->set : nothing;
  const bool pending = state::has_pending(license);

  LicenseView view;
  view.serial_number = license.serial_number;
  view.company_name = license.company_name();
  view.auto_update = license.registration->value.auto_update;
  view.installation = state::installation_of(license);
  view.status = status_of(question, pending);
  view.stage = state::stage_at(license.current_set(), question.policy, question.at);
  view.dates = state::dates_of(current, question.policy);
  if (view.dates.expires_on) {
    view.days_left = view.dates.expires_on->days - date_of(question.at).days;
  }
  if (license.current) {
    view.current_number = current.number;
    view.activated_at = license.current->stamp.effective_at();
    view.activation_mode = license.current->mode;
  }
  view.modules = module_rows(question, current);
  view.blocking_reasons = blocking_reasons(question);
  view.warnings = warnings::warnings(question);
  view.invoices = invoice_rows(question);
  if (pending) {
    const state::LicenseSet& offered = license.offered();
    view.pending = PendingLicense{.number = offered.number,
                                  .held = license.hold && license.hold->number == offered.number,
                                  .dates = state::dates_of(offered, question.policy),
                                  .changes = changes_towards(question, offered)};
  }
  view.can_be_activated = pending && view.blocking_reasons.empty();
  return view;
}

}  // namespace projections
