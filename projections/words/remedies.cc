#include "projections/words/remedies.h"

namespace projections::words {
namespace {

using ledger::Reason;
using enum ledger::ReasonCode;
using enum Resolver;
using enum Action;

using Remedies = std::vector<Remedy>;

Remedy to(Action action, Remedy remedy = {}) {
  remedy.action = ledger::name_of(action);
  return remedy;
}

std::string known(const std::optional<std::string>& text) { return text.value_or(std::string{}); }

Remedies go_to_the_bound_installation(const Reason& reason) {
  // The file of another license is of no use anywhere here, so what helps is one of this license.
  if (!reason.serial_number.empty()) {
    return {to(request_license_file, {.serial_number = known(reason.bound_serial)})};
  }
  return {to(use_installation, {.cust_id = known(reason.bound_cust_id)})};
}

Remedies settle_the_invoice(const Reason& reason) {
  if (!reason.open && !reason.currency && !reason.due_on && !reason.overdue.value_or(false)) {
    return {to(report_invoice, {.invoice_id = reason.invoice_id})};
  }
  return {to(pay_invoice, {.invoice_id = reason.invoice_id,
                           .currency = known(reason.currency),
                           .amount = reason.open})};
}

Remedies free_a_seat(const Reason& reason) {
  // Enough to leave one for the user: more than one where the seats already exceed the total.
  std::optional<std::int64_t> count;
  if (reason.in_use && reason.total && *reason.total > 0 && *reason.in_use >= *reason.total) {
    count = *reason.in_use - *reason.total + 1;
  }
  return {to(remove_seats, {.module_name = reason.module_name, .count = count}),
          to(buy_seats, {.module_name = reason.module_name, .count = count})};
}

Remedies remove_the_excess(const Reason& reason) {
  return {to(remove_seats, {.module_name = reason.module_name, .count = reason.to_remove})};
}

Remedies renew(const Reason&) { return {to(renew_license)}; }

using RemediesOf = Remedies(const Reason& reason);

/// How a reason is cleared. It has no defaults, so a row that leaves something out does not
/// compile.
struct Row {
  constexpr Row(ledger::ReasonCode code_, Resolver resolver_, RemediesOf* remedies_)
      : code(code_), resolver(resolver_), remedies(remedies_) {}

  ledger::ReasonCode code;
  Resolver resolver;
  RemediesOf* remedies;
};

constexpr auto remedy_rows = std::to_array<Row>({
    {wrong_installation, administrator, go_to_the_bound_installation},
    {not_bound, administrator, [](const Reason&) { return Remedies{to(bind_installation)}; }},
    {owner_mismatch, vendor_support,
     [](const Reason&) { return Remedies{to(correct_company_name)}; }},
    {signature_invalid, vendor_support,
     [](const Reason&) { return Remedies{to(request_license_file)}; }},
    {stale, nobody,
     [](const Reason& reason) { return Remedies{to(use_newest, {.number = reason.newest})}; }},
    {held, vendor_support,
     [](const Reason& reason) {
       return Remedies{to(correct_purchase, {.number = reason.number}),
                       to(release_hold, {.number = reason.number})};
     }},
    {unpaid, customer, settle_the_invoice},
    {version, vendor_support,
     [](const Reason& reason) {
       return Remedies{to(agree_maintenance, {.version = known(reason.installed)})};
     }},
    {excess, administrator, remove_the_excess},
    {not_assignable, nobody, [](const Reason&) { return Remedies{}; }},
    {no_free_seat, administrator, free_a_seat},
    {not_entitled, customer,
     [](const Reason& reason) {
       return Remedies{to(buy_seats, {.module_name = reason.module_name, .count = 1})};
     }},
    {prerequisite_missing, administrator,
     [](const Reason& reason) {
       return Remedies{to(assign_prerequisite,
                          {.module_name = known(reason.prerequisite), .user = reason.user})};
     }},
    {plan_conflict, administrator,
     [](const Reason& reason) {
       return Remedies{
           to(reassign_seat,
              {.module_name = reason.module_name, .user = reason.user, .modules = reason.modules})};
     }},
    {read_only, customer, renew},
    {open_requests, administrator,
     [](const Reason& reason) {
       return Remedies{to(close_requests, {.user = reason.user, .count = reason.open_requests})};
     }},
    {prerequisite_needed, administrator,
     [](const Reason& reason) {
       return Remedies{
           to(remove_with_cascade,
              {.module_name = reason.module_name, .user = reason.user, .modules = reason.modules})};
     }},
    {license_not_found, administrator,
     [](const Reason& reason) {
       return Remedies{to(check_serial_number, {.serial_number = reason.serial_number})};
     }},
    {serial_in_use, administrator,
     [](const Reason& reason) {
       return Remedies{to(use_installation, {.cust_id = known(reason.bound_cust_id)}),
                       to(change_serial_number, {.cust_id = known(reason.bound_cust_id)})};
     }},
    {already_bound, administrator,
     [](const Reason& reason) {
       return Remedies{to(change_serial_number, {.cust_id = reason.cust_id})};
     }},
    {maintenance_lapsed, vendor_support,
     [](const Reason& reason) {
       return Remedies{to(agree_maintenance, {.version = known(reason.version)})};
     }},
    {expires_soon, customer, renew},
    {in_grace, customer, renew},
    {payment_due_soon, customer, settle_the_invoice},
    {maintenance_ends_soon, vendor_support,
     [](const Reason& reason) {
       return Remedies{to(agree_maintenance, {.version = known(reason.covered)})};
     }},
    {over_assigned, administrator, remove_the_excess},
    {use_production, administrator,
     [](const Reason& reason) {
       return Remedies{to(use_installation,
                          {.cust_id = reason.cust_id, .serial_number = reason.serial_number})};
     }},
    {currency_mismatch, vendor_support,
     [](const Reason& reason) {
       return Remedies{to(reverse_payment, {.invoice_id = reason.invoice_id,
                                            .payment_id = reason.payment_id,
                                            .currency = known(reason.currency),
                                            .amount = reason.open})};
     }},
});
static_assert(ledger::one_row_each(remedy_rows, &Row::code),
              "remedies need a row for each ReasonCode, in order");

const Row& row_of(ledger::ReasonCode code) { return remedy_rows[static_cast<std::size_t>(code)]; }

}  // namespace

Resolver resolver_of(ledger::ReasonCode code) { return row_of(code).resolver; }

std::vector<Remedy> remedies_of(const Reason& reason) {
  return row_of(reason.code).remedies(reason);
}

}  // namespace projections::words
