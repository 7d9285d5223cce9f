#include "projections/words/remedies.h"

namespace projections::words {
namespace {

using enum ledger::ReasonCode;

Remedy to(Action action, Remedy remedy = {}) {
  remedy.action = ledger::name_of(action);
  return remedy;
}

std::string known(const std::optional<std::string>& text) { return text.value_or(std::string{}); }

std::vector<Remedy> go_to_the_bound_installation(const ledger::Reason& reason) {
  // The file of another license is of no use anywhere here, so what helps is one of this license.
  if (!reason.serial_number.empty()) {
    return {to(Action::request_license_file, {.serial_number = known(reason.bound_serial)})};
  }
  return {to(Action::use_installation, {.cust_id = known(reason.bound_cust_id)})};
}

std::vector<Remedy> settle_the_invoice(const ledger::Reason& reason) {
  if (!reason.open && !reason.currency && !reason.due_on && !reason.overdue.value_or(false)) {
    return {to(Action::report_invoice, {.invoice_id = reason.invoice_id})};
  }
  return {to(Action::pay_invoice, {.invoice_id = reason.invoice_id,
                                   .currency = known(reason.currency),
                                   .amount = reason.open})};
}

std::vector<Remedy> free_a_seat(const ledger::Reason& reason) {
  // As many as leave one for the user: more than one where the seats exceed the total already.
  std::optional<std::int64_t> count;
  if (reason.in_use && reason.total && *reason.total > 0 && *reason.in_use >= *reason.total) {
    count = *reason.in_use - *reason.total + 1;
  }
  return {to(Action::remove_seats, {.module_name = reason.module_name, .count = count}),
          to(Action::buy_seats, {.module_name = reason.module_name, .count = count})};
}

}  // namespace

Resolver resolver_of(ledger::ReasonCode code) {
  switch (code) {
    case wrong_installation:
    case not_bound:
    case excess:
    case no_free_seat:
    case prerequisite_missing:
    case plan_conflict:
    case open_requests:
    case prerequisite_needed:
    case license_not_found:
    case serial_in_use:
    case already_bound:
    case over_assigned:
    case use_production:
      return Resolver::administrator;
    case owner_mismatch:
    case signature_invalid:
    case held:
    case version:
    case maintenance_lapsed:
    case maintenance_ends_soon:
    case currency_mismatch:
      return Resolver::vendor_support;
    case unpaid:
    case not_entitled:
    case read_only:
    case expires_soon:
    case in_grace:
    case payment_due_soon:
      return Resolver::customer;
    case stale:
    case not_assignable:
      return Resolver::nobody;
  }
  return Resolver::nobody;
}

std::vector<Remedy> remedies_of(const ledger::Reason& reason) {
  const auto& module_name = reason.module_name;
  switch (reason.code) {
    case wrong_installation:
      return go_to_the_bound_installation(reason);
    case not_bound:
      return {to(Action::bind_installation)};
    case owner_mismatch:
      return {to(Action::correct_company_name)};
    case signature_invalid:
      return {to(Action::request_license_file)};
    case stale:
      return {to(Action::use_newest, {.number = reason.newest})};
    case held:
      return {to(Action::correct_purchase, {.number = reason.number}),
              to(Action::release_hold, {.number = reason.number})};
    case unpaid:
    case payment_due_soon:
      return settle_the_invoice(reason);
    case version:
      return {to(Action::agree_maintenance, {.version = known(reason.installed)})};
    case excess:
    case over_assigned:
      return {to(Action::remove_seats, {.module_name = module_name, .count = reason.to_remove})};
    case not_assignable:
      return {};
    case no_free_seat:
      return free_a_seat(reason);
    case not_entitled:
      return {to(Action::buy_seats, {.module_name = module_name, .count = 1})};
    case prerequisite_missing:
      return {to(Action::assign_prerequisite,
                 {.module_name = known(reason.prerequisite), .user = reason.user})};
    case plan_conflict:
      return {to(Action::reassign_seat,
                 {.module_name = module_name, .user = reason.user, .modules = reason.modules})};
    case read_only:
    case expires_soon:
    case in_grace:
      return {to(Action::renew_license)};
    case open_requests:
      return {to(Action::close_requests, {.user = reason.user, .count = reason.open_requests})};
    case prerequisite_needed:
      return {to(Action::remove_with_cascade,
                 {.module_name = module_name, .user = reason.user, .modules = reason.modules})};
    case license_not_found:
      return {to(Action::check_serial_number, {.serial_number = reason.serial_number})};
    case serial_in_use:
      return {to(Action::use_installation, {.cust_id = known(reason.bound_cust_id)}),
              to(Action::change_serial_number, {.cust_id = known(reason.bound_cust_id)})};
    case already_bound:
      return {to(Action::change_serial_number, {.cust_id = reason.cust_id})};
    case maintenance_lapsed:
      return {to(Action::agree_maintenance, {.version = known(reason.version)})};
    case maintenance_ends_soon:
      return {to(Action::agree_maintenance, {.version = known(reason.covered)})};
    case use_production:
      return {to(Action::use_installation,
                 {.cust_id = reason.cust_id, .serial_number = reason.serial_number})};
    case currency_mismatch:
      return {to(Action::reverse_payment, {.invoice_id = reason.invoice_id,
                                           .payment_id = reason.payment_id,
                                           .currency = known(reason.currency),
                                           .amount = reason.open})};
  }
  return {};
}

}  // namespace projections::words
