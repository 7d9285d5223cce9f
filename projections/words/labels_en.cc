#include "projections/words/wording.h"

namespace projections::words {
namespace {

using enum ledger::ReasonCode;
using enum Action;

std::string_view title_in_english(ledger::ReasonCode code) {
  switch (code) {
    case wrong_installation:
      return "Wrong installation";
    case not_bound:
      return "No installation bound";
    case owner_mismatch:
      return "License owner does not match";
    case signature_invalid:
      return "License file not valid";
    case stale:
      return "License number out of date";
    case held:
      return "License on hold";
    case unpaid:
      return "Unpaid invoice";
    case version:
      return "Version without maintenance";
    case excess:
      return "Too many seats in use";
    case not_assignable:
      return "Module cannot be assigned";
    case no_free_seat:
      return "No free seat";
    case not_entitled:
      return "Module not in the license";
    case prerequisite_missing:
      return "Required module missing";
    case plan_conflict:
      return "Another user plan held";
    case read_only:
      return "License is read-only";
    case open_requests:
      return "Open requests in Service";
    case prerequisite_needed:
      return "Module is still needed";
    case license_not_found:
      return "Unknown serial number";
    case serial_in_use:
      return "Serial number in use";
    case already_bound:
      return "Installation already licensed";
    case maintenance_lapsed:
      return "No maintenance for the upgrade";
    case expires_soon:
      return "License expires soon";
    case in_grace:
      return "License has expired";
    case payment_due_soon:
      return "Payment due soon";
    case maintenance_ends_soon:
      return "Maintenance ends soon";
    case over_assigned:
      return "Too many seats assigned";
    case use_production:
      return "Use the production installation";
    case currency_mismatch:
      return "Payment in wrong currency";
  }
  return {};
}

std::string_view resolver_in_english(Resolver resolver) {
  switch (resolver) {
    case Resolver::administrator:
      return "Administrator";
    case Resolver::vendor_support:
      return "Vendor support";
    case Resolver::customer:
      return "Customer";
    case Resolver::nobody:
      return "Nobody";
  }
  return {};
}

Pattern remedy_in_english(Action action) {
  switch (action) {
    case use_installation:
      return "Use installation {cust_id}, which has serial number {serial}.|"
             "Use installation {cust_id}.|"
             "Use the installation that has serial number {serial}.|"
             "Use the installation that the license belongs to.";
    case bind_installation:
      return "Bind an installation to the license.";
    case change_serial_number:
      return "Change the serial number of installation {cust_id}.|"
             "Change the serial number of the installation.";
    case check_serial_number:
      return "Check serial number {serial}.|"
             "Check the serial number.";
    case correct_company_name:
      return "Correct the name of the license owner, so that it is exactly the same in both "
             "places.";
    case request_license_file:
      return "Ask for a new license file for serial number {serial}.|"
             "Ask for a new license file.";
    case use_newest:
      return "Use license number {number}, which is the newest.|"
             "Use the newest license number.";
    case correct_purchase:
      return "Record a corrected purchase to replace license number {number}.|"
             "Record a corrected purchase.";
    case release_hold:
      return "Release the hold on license number {number}.|"
             "Release the hold.";
    case pay_invoice:
      return "Pay {amount} of invoice {invoice}.|"
             "Pay invoice {invoice}.|"
             "Pay {amount}.|"
             "Pay the invoice.";
    case report_invoice:
      return "Report invoice {invoice} from the billing system.|"
             "Report the invoice from the billing system.";
    case reverse_payment:
      return "Reverse {amount} of payment {payment}, and pay invoice {invoice} in its own "
             "currency.|"
             "Reverse {amount} of payment {payment}.|"
             "Reverse payment {payment}.|"
             "Reverse the payment.";
    case agree_maintenance:
      return "Make a maintenance agreement that covers version {version}.|"
             "Make a maintenance agreement.";
    case remove_seats:
      return "Remove {seats} of {module}.|"
             "Remove {seats}.|"
             "Remove seats of {module}.|"
             "Remove seats.";
    case buy_seats:
      return "Buy {seats} of {module}.|"
             "Buy {seats}.|"
             "Buy seats of {module}.|"
             "Buy seats.";
    case assign_prerequisite:
      return "Assign {module} to {user} first.|"
             "Assign {module} to the user first.|"
             "Assign the required module to {user} first.|"
             "Assign the required module first.";
    case reassign_seat:
      return "Change {user} from {modules} to {module}.|"
             "Change {user} to {module}.|"
             "Change the user from {modules} to {module}.|"
             "Change the user to {module}.|"
             "Change the user plan of {user}.|"
             "Change the user plan.";
    case close_requests:
      return "Close {requests} of {user} in Service.|"
             "Close the open requests of {user} in Service.|"
             "Close {requests} in Service.|"
             "Close the open requests in Service.";
    case remove_with_cascade:
      return "Remove {module} from {user} together with {modules}.|"
             "Remove {module} together with {modules}.|"
             "Remove {module} together with the modules that need it.|"
             "Remove the module together with those that need it.";
    case renew_license:
      return "Renew the license.";
  }
  return {};
}

}  // namespace

constinit const Wording english{
    .message = message_in_english,
    .title = title_in_english,
    .resolver = resolver_in_english,
    .remedy = remedy_in_english,
    .seats = {"seat", "seats"},
    .requests = {"open request", "open requests"},
    .last_and = " and ",
    .today = "today",
    .days_ahead = {"in {} day", "in {} days"},
    .days_ago = {"{} day ago", "{} days ago"},
};

}  // namespace projections::words
