#include "projections/words/wording.h"

namespace projections::words {
namespace {

using enum ledger::ReasonCode;
using enum Resolver;
using enum Action;

constexpr auto english_reasons = std::to_array<ReasonWords>({
    {wrong_installation, "Wrong installation",
     "Serial number {serial} and installation {other_cust_id} were given, but this "
     "license has serial number {bound_serial} and belongs to installation "
     "{bound_cust_id}.|"
     "The license file is for serial number {serial}, but this license has serial number "
     "{bound_serial}.|"
     "The license file is for serial number {serial}, which belongs to another license.|"
     "Installation {other_cust_id} was given, but the license belongs to installation "
     "{bound_cust_id}. Sign in to the right installation.|"
     "Installation {other_cust_id} was given, but the license belongs to another "
     "installation.|"
     "The license belongs to installation {bound_cust_id}, not to the one that was given.|"
     "This is not the installation that the license belongs to."},
    {not_bound, "No installation bound", "No installation is bound to this license."},
    {owner_mismatch, "License owner does not match",
     "The license owner was given as “{company}”, but the license is registered to "
     "“{registered}”.|"
     "The license owner was given as “{company}”, which is not the registered owner.|"
     "The license is registered to “{registered}”, but another owner was given.|"
     "The license owner that was given is not the registered one.\n"
     "The names must be exactly the same."},
    {signature_invalid, "License file not valid",
     "The signature of the license file is not valid.\n"
     "A new license file is needed."},
    {stale, "License number out of date",
     "License number {number} is out of date, because number {newest} is newer.|"
     "License number {number} is out of date, because there is a newer one.|"
     "A newer license, number {newest}, is available.|"
     "A newer license is available."},
    {held, "License on hold",
     "License number {number} is on hold because an administrator marked it as wrong.|"
     "The license is on hold because an administrator marked it as wrong.\n"
     "Release the hold, or record a corrected purchase."},
    {unpaid, "Unpaid invoice",
     "{?unreported}Invoice {invoice} belongs to the purchase but has not been reported "
     "yet, so its amount and due date are not known.|"
     "{open} of invoice {invoice} is still to be paid.|"
     "Invoice {invoice} is not fully paid.|"
     "{open} of an invoice is still to be paid.|"
     "An invoice is not fully paid.\n"
     "{?overdue}It was due on {due_on} and is overdue.|"
     "{?overdue}It is overdue.|"
     "Its due date is {due_on}."},
    {version, "Version without maintenance",
     "Version {installed} is installed, but the maintenance agreement covers version "
     "{covered}.|"
     "Version {installed} is installed, but no maintenance agreement covers it.|"
     "The installed version is newer than version {covered}, which the maintenance "
     "agreement covers.|"
     "The installed version is not covered by a maintenance agreement."},
    {excess, "Too many seats in use",
     "{module} has {in_use seats} in use, but the new license includes only {new_total}.|"
     "{module} has {in_use seats} in use, which is more than the new license includes.|"
     "{module} has more seats in use than the {new_total} of the new license.|"
     "{module} has more seats in use than the new license includes.|"
     "More seats are in use than the new license includes.\n"
     "Remove {to_remove seats} before the new license is activated."},
    {not_assignable, "Module cannot be assigned",
     "{module} cannot be assigned to {user}.|"
     "{module} cannot be assigned to a user.|"
     "This module cannot be assigned to {user}.|"
     "This module cannot be assigned to a user.\n"
     "It is either for everyone or comes with a user plan."},
    {no_free_seat, "No free seat",
     "There is no free seat of {module} for {user}.|"
     "There is no free seat of {module}.|"
     "There is no free seat for {user}.|"
     "There is no free seat.\n"
     "The license includes {total seats}, with {in_use} in use.|"
     "The license includes {total seats}.|"
     "The number of seats in use is {in_use}."},
    {not_entitled, "Module not in the license",
     "The license does not include {module}, so it cannot be assigned to {user}.|"
     "The license does not include {module}.|"
     "The license does not include this module, so it cannot be assigned to {user}.|"
     "The license does not include this module."},
    {prerequisite_missing, "Required module missing",
     "{user} must have {prerequisite} before {module} can be assigned.|"
     "The user must have {prerequisite} before {module} can be assigned.|"
     "{module} needs another module, which {user} must have first.|"
     "{prerequisite} must be assigned to {user} first.|"
     "{module} needs another module, which the user must have first.|"
     "{prerequisite} must be assigned first.|"
     "Another module must be assigned to {user} first.|"
     "Another module must be assigned first."},
    {plan_conflict, "User has another plan",
     "{user} already has {modules}, and a user can have only one user plan.|"
     "{user} already has another user plan, and a user can have only one.|"
     "The user already has {modules}, and a user can have only one user plan.|"
     "The user already has another user plan, and a user can have only one.\n"
     "Change the plan to {module} instead of adding it.|"
     "Change the plan instead of adding one."},
    {read_only, "License is read-only",
     "The license expired on {expires_on} ({distance}) and is now read-only.|"
     "The license expired on {expires_on} and is now read-only.|"
     "The license expired {distance} and is now read-only.|"
     "The license has expired and is now read-only.\n"
     "Until it is renewed, {module} cannot be assigned to {user}.|"
     "Until it is renewed, {module} cannot be assigned.|"
     "Until it is renewed, nothing can be assigned to {user}.|"
     "No seats can be assigned until it is renewed."},
    {open_requests, "Open requests in Service",
     "{user} has {requests} in Service.|"
     "{user} has open requests in Service.|"
     "The user has {requests} in Service.|"
     "The user has open requests in Service.\n"
     "{module} cannot be removed while any request is open.|"
     "The license cannot be removed while any request is open."},
    {prerequisite_needed, "Module is still needed",
     "{module} cannot be removed alone, because {user} needs it for {modules}.|"
     "{module} cannot be removed alone, because it is needed for {modules}.|"
     "{module} cannot be removed alone, because {user} needs it for other modules.|"
     "{module} cannot be removed alone, because it is needed for other modules.|"
     "The module cannot be removed alone, because it is needed for {modules}.|"
     "The module cannot be removed alone, because it is needed for other modules.\n"
     "Remove them together, or keep {module}.|"
     "Remove them together, or keep them all."},
    {license_not_found, "Unknown serial number",
     "No license with serial number {serial} is registered.|"
     "No license with this serial number is registered."},
    {serial_in_use, "Serial number in use",
     "Serial number {serial} is already in use by installation {bound_cust_id}.|"
     "Serial number {serial} is already in use by another installation.|"
     "The serial number is already in use by installation {bound_cust_id}.|"
     "The serial number is already in use by another installation."},
    {already_bound, "Installation already licensed",
     "Installation {cust_id} already has serial number {bound_serial}.|"
     "Installation {cust_id} already has another serial number.|"
     "The installation already has serial number {bound_serial}.|"
     "The installation already has another serial number.\n"
     "Change its serial number instead."},
    {maintenance_lapsed, "No maintenance for the upgrade",
     "No maintenance agreement in force allows an upgrade to version {version}.|"
     "No maintenance agreement in force allows the upgrade.\n"
     "The highest version covered so far is {covered}."},
    {expires_soon, "License expires soon",
     "The license expires on {expires_on} ({distance}).|"
     "The license expires on {expires_on}.|"
     "The license expires {distance}.|"
     "The license expires soon.\n"
     "Renew it before then."},
    {in_grace, "License has expired",
     "The license expired on {expires_on} ({distance}).|"
     "The license expired on {expires_on}.|"
     "The license expired {distance}.|"
     "The license has expired.\n"
     "It still works during a grace period; renew it before it becomes read-only."},
    {payment_due_soon, "Payment due soon",
     "{open} of invoice {invoice} is due on {due_on}.|"
     "{open} of invoice {invoice} is due soon.|"
     "Invoice {invoice} is due on {due_on}.|"
     "Invoice {invoice} is due soon.|"
     "{open} of an invoice is due on {due_on}.|"
     "An invoice is due on {due_on}.|"
     "{open} of an invoice is due soon.|"
     "An invoice is due soon."},
    {maintenance_ends_soon, "Maintenance ends soon",
     "The maintenance agreement ends on {expires_on} ({distance}).|"
     "The maintenance agreement ends on {expires_on}.|"
     "The maintenance agreement ends {distance}.|"
     "The maintenance agreement ends soon.\n"
     "It covers version {covered}."},
    {over_assigned, "Too many seats assigned",
     "{module} has {in_use seats} in use, but the license includes only {total}.|"
     "{module} has {in_use seats} in use, which is more than the license includes.|"
     "{module} has more seats in use than the {total} of the license.|"
     "{module} has more seats in use than the license includes.|"
     "More seats are in use than the license includes.\n"
     "Remove {to_remove seats}."},
    {use_production, "Use the production installation",
     "The license owner has a production installation, {cust_id}, with serial number "
     "{serial}.|"
     "The license owner has a production installation, {cust_id}.|"
     "The license owner has a production installation with serial number {serial}.|"
     "The license owner has a production installation.\n"
     "Use it instead of this trial, demo or test installation."},
    {currency_mismatch, "Payment in wrong currency",
     "Payment {payment} was made in {currency}, but invoice {invoice} is in "
     "{expected_currency}.|"
     "Payment {payment} was not made in {expected_currency}, the currency of invoice "
     "{invoice}.|"
     "Payment {payment} was made in a different currency from invoice {invoice}.|"
     "Payment {payment} was made in a different currency from its invoice.|"
     "A payment was made in a different currency from invoice {invoice}.|"
     "A payment was made in a different currency from its invoice.\n"
     "{open} of it is therefore not counted.|"
     "It is therefore not counted."},
});
static_assert(ledger::one_row_each(english_reasons, &ReasonWords::code),
              "English needs a row for each ReasonCode, in order");

constexpr auto english_resolvers = std::to_array<ResolverWords>({
    {administrator, "Administrator"},
    {vendor_support, "Vendor support"},
    {customer, "Customer"},
    {nobody, "Nobody"},
});
static_assert(ledger::one_row_each(english_resolvers, &ResolverWords::resolver),
              "English needs a row for each Resolver, in order");

constexpr auto english_remedies = std::to_array<RemedyWords>({
    {use_installation,
     "Use installation {cust_id}, which has serial number {serial}.|"
     "Use installation {cust_id}.|"
     "Use the installation that has serial number {serial}.|"
     "Use the installation that the license belongs to."},
    {bind_installation, "Bind an installation to the license."},
    {change_serial_number,
     "Change the serial number of installation {cust_id}.|"
     "Change the serial number of the installation."},
    {check_serial_number,
     "Check serial number {serial}.|"
     "Check the serial number."},
    {correct_company_name,
     "Correct the name of the license owner, so that it is exactly the same in both "
     "places."},
    {request_license_file,
     "Request a new license file for serial number {serial}.|"
     "Request a new license file."},
    {use_newest,
     "Use license number {number}, which is the newest.|"
     "Use the newest license number."},
    {correct_purchase,
     "Record a corrected purchase to replace license number {number}.|"
     "Record a corrected purchase."},
    {release_hold,
     "Release the hold on license number {number}.|"
     "Release the hold."},
    {pay_invoice,
     "Pay {amount} of invoice {invoice}.|"
     "Pay invoice {invoice}.|"
     "Pay {amount}.|"
     "Pay the invoice."},
    {report_invoice,
     "Report invoice {invoice} from the billing system.|"
     "Report the invoice from the billing system."},
    {reverse_payment,
     "Reverse {amount} of payment {payment}, and pay invoice {invoice} in its own "
     "currency.|"
     "Reverse {amount} of payment {payment}.|"
     "Reverse payment {payment}.|"
     "Reverse the payment."},
    {agree_maintenance,
     "Arrange a maintenance agreement that covers version {version}.|"
     "Arrange a maintenance agreement."},
    {remove_seats,
     "Remove {seats} of {module}.|"
     "Remove {seats}.|"
     "Remove seats of {module}.|"
     "Remove seats."},
    {buy_seats,
     "Buy {seats} of {module}.|"
     "Buy {seats}.|"
     "Buy seats of {module}.|"
     "Buy seats."},
    {assign_prerequisite,
     "Assign {module} to {user} first.|"
     "Assign {module} to the user first.|"
     "Assign the required module to {user} first.|"
     "Assign the required module first."},
    {reassign_seat,
     "Switch {user} from {modules} to {module}.|"
     "Switch {user} to {module}.|"
     "Switch the user from {modules} to {module}.|"
     "Switch the user to {module}.|"
     "Change the user plan of {user}.|"
     "Change the user plan."},
    {close_requests,
     "Close {requests} of {user} in Service.|"
     "Close the open requests of {user} in Service.|"
     "Close {requests} in Service.|"
     "Close the open requests in Service."},
    {remove_with_cascade,
     "Remove {module} from {user} together with {modules}.|"
     "Remove {module} together with {modules}.|"
     "Remove {module} together with the modules that need it.|"
     "Remove the module together with those that need it."},
    {renew_license, "Renew the license."},
});
static_assert(ledger::one_row_each(english_remedies, &RemedyWords::action),
              "English needs a row for each Action, in order");

}  // namespace

constinit const Wording english{
    .reasons = english_reasons,
    .resolvers = english_resolvers,
    .remedies = english_remedies,
    .seats = {"seat", "seats"},
    .requests = {"open request", "open requests"},
    .last_and = " and ",
    .today = "today",
    .days_ahead = {"in {} day", "in {} days"},
    .days_ago = {"{} day ago", "{} days ago"},
    .group = ",",
    .decimal_sign = ".",
    .amount = "{0} {1}",
};

}  // namespace projections::words
