#include "projections/words/wording.h"

namespace projections::words {

Pattern message_in_english(ledger::ReasonCode code) {
  using enum ledger::ReasonCode;
  switch (code) {
    case wrong_installation:
      return "Serial number {serial} and installation {other_cust_id} were given, but this "
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
             "This is not the installation that the license belongs to.";
    case not_bound:
      return "No installation is bound to this license.";
    case owner_mismatch:
      return "The license owner was given as “{company}”, but the license is registered to "
             "“{registered}”.|"
             "The license owner was given as “{company}”, which is not the registered owner.|"
             "The license is registered to “{registered}”, but another owner was given.|"
             "The license owner that was given is not the registered one.\n"
             "The names must be exactly the same.";
    case signature_invalid:
      return "The signature of the license file is not valid.\n"
             "A new license file is needed.";
    case stale:
      return "License number {number} is out of date, because number {newest} is newer.|"
             "License number {number} is out of date, because there is a newer one.|"
             "A newer license, number {newest}, is available.|"
             "A newer license is available.";
    case held:
      return "License number {number} is on hold, because an administrator found it to be wrong.|"
             "The license is on hold, because an administrator found it to be wrong.\n"
             "Release the hold, or record a corrected purchase.";
    case unpaid:
      return "{?unreported}Invoice {invoice} belongs to the purchase but has not been reported "
             "yet, so its amount and due date are not known.|"
             "{open} of invoice {invoice} is still to be paid.|"
             "Invoice {invoice} is not fully paid.|"
             "{open} of an invoice is still to be paid.|"
             "An invoice is not fully paid.\n"
             "{?overdue}It was due on {due_on} and is overdue.|"
             "{?overdue}It is overdue.|"
             "Its due date is {due_on}.";
    case version:
      return "Version {installed} is installed, but the maintenance agreement covers version "
             "{covered}.|"
             "Version {installed} is installed, but no maintenance agreement covers it.|"
             "The installed version is newer than version {covered}, which the maintenance "
             "agreement covers.|"
             "The installed version is not covered by a maintenance agreement.";
    case excess:
      return "{module} has {in_use seats} in use, but the new license includes only {new_total}.|"
             "{module} has {in_use seats} in use, which is more than the new license includes.|"
             "{module} has more seats in use than the {new_total} of the new license.|"
             "{module} has more seats in use than the new license includes.|"
             "More seats are in use than the new license includes.\n"
             "Remove {to_remove seats} before the new license is activated.";
    case not_assignable:
      return "{module} cannot be assigned to {user}.|"
             "{module} cannot be assigned to a user.|"
             "This module cannot be assigned to {user}.|"
             "This module cannot be assigned to a user.\n"
             "It is either for everyone or comes with a user plan.";
    case no_free_seat:
      return "There is no free seat of {module} for {user}.|"
             "There is no free seat of {module}.|"
             "There is no free seat for {user}.|"
             "There is no free seat.\n"
             "The license includes {total seats}, with {in_use} in use.|"
             "The license includes {total seats}.|"
             "The number of seats in use is {in_use}.";
    case not_entitled:
      return "The license does not include {module}, so it cannot be assigned to {user}.|"
             "The license does not include {module}.|"
             "The license does not include this module, so it cannot be assigned to {user}.|"
             "The license does not include this module.";
    case prerequisite_missing:
      return "{user} must have {prerequisite} before {module} can be assigned.|"
             "The user must have {prerequisite} before {module} can be assigned.|"
             "{module} needs another module, which {user} must have first.|"
             "{prerequisite} must be assigned to {user} first.|"
             "{module} needs another module, which the user must have first.|"
             "{prerequisite} must be assigned first.|"
             "Another module must be assigned to {user} first.|"
             "Another module must be assigned first.";
    case plan_conflict:
      return "{user} already has {modules}, and a user can have only one user plan.|"
             "{user} already has another user plan, and a user can have only one.|"
             "The user already has {modules}, and a user can have only one user plan.|"
             "The user already has another user plan, and a user can have only one.\n"
             "Change the plan to {module} instead of adding it.|"
             "Change the plan instead of adding one.";
    case read_only:
      return "The license expired on {expires_on} ({distance}) and is now read-only.|"
             "The license expired on {expires_on} and is now read-only.|"
             "The license expired {distance} and is now read-only.|"
             "The license has expired and is now read-only.\n"
             "Until it is renewed, {module} cannot be assigned to {user}.|"
             "Until it is renewed, {module} cannot be assigned.|"
             "Until it is renewed, nothing can be assigned to {user}.|"
             "No seats can be assigned until it is renewed.";
    case open_requests:
      return "{user} has {requests} in Service.|"
             "{user} has open requests in Service.|"
             "The user has {requests} in Service.|"
             "The user has open requests in Service.\n"
             "{module} cannot be removed while any request is open.|"
             "The license cannot be removed while any request is open.";
    case prerequisite_needed:
      return "{module} cannot be removed alone, because {user} needs it for {modules}.|"
             "{module} cannot be removed alone, because it is needed for {modules}.|"
             "{module} cannot be removed alone, because {user} needs it for other modules.|"
             "{module} cannot be removed alone, because it is needed for other modules.|"
             "The module cannot be removed alone, because it is needed for {modules}.|"
             "The module cannot be removed alone, because it is needed for other modules.\n"
             "Remove them together, or keep {module}.|"
             "Remove them together, or keep them all.";
    case license_not_found:
      return "No license with serial number {serial} is registered.|"
             "No license with this serial number is registered.";
    case serial_in_use:
      return "Serial number {serial} is already in use by installation {bound_cust_id}.|"
             "Serial number {serial} is already in use by another installation.|"
             "The serial number is already in use by installation {bound_cust_id}.|"
             "The serial number is already in use by another installation.";
    case already_bound:
      return "Installation {cust_id} already has serial number {bound_serial}.|"
             "Installation {cust_id} already has another serial number.|"
             "The installation already has serial number {bound_serial}.|"
             "The installation already has another serial number.\n"
             "Change its serial number instead.";
    case maintenance_lapsed:
      return "No maintenance agreement in force allows an upgrade to version {version}.|"
             "No maintenance agreement in force allows the upgrade.\n"
             "The highest version covered so far is {covered}.";
    case expires_soon:
      return "The license expires on {expires_on} ({distance}).|"
             "The license expires on {expires_on}.|"
             "The license expires {distance}.|"
             "The license expires soon.\n"
             "Renew it before then.";
    case in_grace:
      return "The license expired on {expires_on} ({distance}).|"
             "The license expired on {expires_on}.|"
             "The license expired {distance}.|"
             "The license has expired.\n"
             "It still works during a grace period; renew it before it becomes read-only.";
    case payment_due_soon:
      return "{open} of invoice {invoice} is to be paid by {due_on}.|"
             "{open} of invoice {invoice} is to be paid soon.|"
             "Invoice {invoice} is to be paid by {due_on}.|"
             "Invoice {invoice} is to be paid soon.|"
             "{open} of an invoice is to be paid by {due_on}.|"
             "An invoice is to be paid by {due_on}.|"
             "{open} of an invoice is to be paid soon.|"
             "An invoice is to be paid soon.";
    case maintenance_ends_soon:
      return "The maintenance agreement ends on {expires_on} ({distance}).|"
             "The maintenance agreement ends on {expires_on}.|"
             "The maintenance agreement ends {distance}.|"
             "The maintenance agreement ends soon.\n"
             "It covers version {covered}.";
    case over_assigned:
      return "{module} has {in_use seats} in use, but the license includes only {total}.|"
             "{module} has {in_use seats} in use, which is more than the license includes.|"
             "{module} has more seats in use than the {total} of the license.|"
             "{module} has more seats in use than the license includes.|"
             "More seats are in use than the license includes.\n"
             "Remove {to_remove seats}.";
    case use_production:
      return "The license owner has a production installation, {cust_id}, with serial number "
             "{serial}.|"
             "The license owner has a production installation, {cust_id}.|"
             "The license owner has a production installation with serial number {serial}.|"
             "The license owner has a production installation.\n"
             "Use it instead of this trial, demo or test installation.";
    case currency_mismatch:
      return "Payment {payment} was made in {currency}, but invoice {invoice} is in "
             "{expected_currency}.|"
             "Payment {payment} was not made in {expected_currency}, the currency of invoice "
             "{invoice}.|"
             "Payment {payment} was made in another currency than invoice {invoice}.|"
             "Payment {payment} was made in another currency than its invoice.|"
             "A payment was made in another currency than invoice {invoice}.|"
             "A payment was made in another currency than its invoice.\n"
             "{open} of it is therefore not counted.|"
             "It is therefore not counted.";
  }
  return {};
}

}  // namespace projections::words
