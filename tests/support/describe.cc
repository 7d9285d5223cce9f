#include "tests/support/describe.h"

#include <algorithm>
#include <fmt/format.h>

namespace tests {
namespace {

/// Structures are taken apart into all their members, so that a new member does not compile until
/// it is described here as well.
class Description {
 public:
  explicit Description(Positions positions) : positions_(positions) {}

  template <class T>
  void add(std::string_view name, const T& value) {
    text_ += fmt::format("{}: {}\n", name, shown(value));
  }
  void add(const projections::LicenseView& it) {
    const auto& [serial_number, company_name, auto_update, installation, status, stage, dates,
                 days_left, current_number, activated_at, activation_mode, modules, pending,
                 can_be_activated, blocking_reasons, warnings, invoices] = it;
    add("serial_number", serial_number);
    add("company_name", company_name);
    add("auto_update", auto_update);
    if (installation) add("installation", *installation);
    add("status", projections::name_of(status));
    add("stage", projections::state::name_of(stage));
    add("dates", dates);
    add("days_left", days_left);
    add("current_number", current_number);
    add("activated_at", activated_at);
    add("activation_mode", activation_mode);
    for (const auto& module : modules) add("module", module);
    if (pending) add("pending", *pending);
    add("can_be_activated", can_be_activated);
    for (const auto& reason : blocking_reasons) add("blocking", reason);
    for (const auto& reason : warnings) add("warning", reason);
    for (const auto& invoice : invoices) add("invoice", invoice);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string shown(std::string_view value) const { return std::string{value}; }
  std::string shown(const std::string& value) const { return value; }
  std::string shown(bool value) const { return value ? "yes" : "no"; }
  std::string shown(std::int64_t value) const { return std::to_string(value); }
  std::string shown(ledger::LicenseNumber value) const { return std::to_string(value.value); }
  std::string shown(ledger::Date value) const { return ledger::to_text(value); }
  std::string shown(ledger::Instant value) const { return ledger::to_text(value); }
  template <ledger::Named E>
  std::string shown(E value) const {
    return std::string{ledger::name_of(value)};
  }
  template <class T>
  std::string shown(const std::optional<T>& value) const {
    return value ? shown(*value) : "-";
  }
  template <class T>
  std::string shown(const std::vector<T>& values) const {
    std::string text = "[";
    for (const auto& value : values) text += shown(value) + " ";
    return text + "]";
  }
  template <class... Members>
  std::string all(const Members&... members) const {
    std::string text = "{";
    ((text += shown(members) + " "), ...);
    return text + "}";
  }

  std::string shown(const projections::state::LicenseDates& it) const {
    const auto& [warn_from, expires_on, grace_until] = it;
    return all(warn_from, expires_on, grace_until);
  }
  std::string shown(const projections::state::Installation& it) const {
    const auto& [cust_id, kind, deployment, version, version_set_by] = it;
    return all(cust_id, kind, deployment, version, version_set_by.id());
  }
  std::string shown(const projections::ModuleRow& it) const {
    const auto& [module_name, type, hidden, unrestricted, display_name, total, in_use] = it;
    return all(module_name, type, hidden, unrestricted, display_name.size(), total, in_use);
  }
  std::string shown(std::size_t value) const { return std::to_string(value); }
  std::string shown(const ledger::ModuleChange& it) const {
    const auto& [module_name, in_use, total, new_total] = it;
    return all(module_name, in_use, total, new_total);
  }
  std::string shown(const projections::PendingLicense& it) const {
    const auto& [number, held, dates, changes] = it;
    return all(number, held, dates, changes);
  }
  std::string shown(const projections::InvoiceRow& it) const {
    const auto& [invoice_id, amount, open, currency, due_on, overdue, voided] = it;
    return all(invoice_id, amount, open, currency, due_on, overdue, voided);
  }
  std::string shown(const ledger::Reason& it) const {
    const auto& [code, module_name, invoice_id, payment_id, user, cust_id, serial_number, number,
                 in_use, total, new_total, to_remove, open, open_requests, currency,
                 expected_currency, due_on, overdue, installed, covered, expires_on, days_left,
                 company_name, registered_name, prerequisite, modules, users, bound_cust_id,
                 bound_serial, version, newest, since, evidence, uncited] = it;
    return all(code, module_name, invoice_id, payment_id, user, cust_id, serial_number, number,
               in_use, total, new_total, to_remove, open, open_requests, currency,
               expected_currency, due_on, overdue, installed, covered, expires_on, days_left,
               company_name, registered_name, prerequisite, modules, users, bound_cust_id,
               bound_serial, version, newest, since, uncited) +
           shown(evidence);
  }
  std::string shown(const std::vector<ledger::Evidence>& evidence) const {
    Texts texts;
    for (const auto& [position, id, type] : evidence) {
      std::string text = fmt::format("{} {}", ledger::name_of(type), id);
      if (positions_ == Positions::shown) text += fmt::format(" at {}", position.value);
      texts.push_back(std::move(text));
    }
    // Evidence comes in the order of its positions, which are hidden here.
    if (positions_ == Positions::hidden) std::ranges::sort(texts);
    return shown(texts);
  }

  using Texts = std::vector<std::string>;
  const Positions positions_;
  std::string text_;
};

}  // namespace

std::string text_of(const projections::LicenseView& view, Positions positions) {
  Description description{positions};
  description.add(view);
  return description.take();
}

}  // namespace tests
