#pragma once

#include "tools/sample/customer.h"

/// How the showcase licenses reach the state in which they are shown: the last weeks of the sample,
/// scheduled when it begins.
namespace tools::sample {

/// Fewer seats ordered than are in use, the invoice partly paid and overdue, and an installed
/// version that no maintenance agreement covers.
void blocked_by_three_reasons(Customer& customer);
/// Expired weeks ago; the invoice for the new year is still unpaid.
void is_read_only(Customer& customer);
/// The new year is ordered and due within days; alongside production there is a trial, from which
/// the activation has just been requested.
void has_a_trial_alongside_production(Customer& customer);
/// Bought some days ago; the demo and its users have just moved to the new license, which has fewer
/// seats and is unpaid.
void was_a_demo_until_recently(Customer& customer);
/// A demo that ends soon.
void is_a_demo(Customer& customer);
void is_in_grace(Customer& customer);
/// Does not update automatically: everything is paid, and the administrator only has to activate.
void can_be_activated(Customer& customer);
/// Updated automatically two days ago. Before that, a user with open service requests, and a module
/// that needs the plan, was to lose the plan.
void was_just_updated(Customer& customer);
/// An order for the wrong module, held by the administrator until it is corrected.
void holds_a_wrong_order(Customer& customer);
/// The renewal was paid in the wrong currency.
void paid_in_another_currency(Customer& customer);
/// The maintenance agreement ends soon, and covers nothing newer than the installed version.
void runs_out_of_maintenance(Customer& customer);
/// Renamed in CRM, but not at the installation; an order waits for that.
void has_a_new_name(Customer& customer);
/// A server without internet access. The order was held, then released when it turned out to be
/// right; the license was loaded from a file, the first copy of which was altered on the way.
void was_updated_from_a_file(Customer& customer);

}  // namespace tools::sample
