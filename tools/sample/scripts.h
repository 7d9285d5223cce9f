#pragma once

#include "tools/sample/customer.h"

/// How the licenses of the showcase come into the state in which they are shown: what happens in
/// the last weeks of the sample, planned when it begins.
namespace tools::sample {

/// Fewer seats ordered than are in use, the invoice partly paid and overdue, and a version
/// installed that no maintenance agreement covers.
void blocked_by_three_reasons(Customer& customer);
/// Expired weeks ago, and the invoice for the new year is still open.
void is_read_only(Customer& customer);
/// The new year is ordered and due within days; beside production there is a trial, where somebody
/// has just asked for the activation.
void has_a_trial_beside_production(Customer& customer);
/// Bought some days ago; the demo with its people has just moved to the new license, which has
/// fewer seats and is not paid.
void was_a_demo_until_now(Customer& customer);
/// A demo that ends soon.
void is_a_demo(Customer& customer);
void is_in_grace(Customer& customer);
/// Does not update by itself: everything is paid, and the administrator has only to press Activate.
void can_be_activated(Customer& customer);
/// The same by itself, two days ago. Before that somebody with open requests in Service and a
/// module that needs the plan was to lose the plan.
void was_just_updated(Customer& customer);
/// An order for the wrong module, which the administrator holds until it is corrected.
void holds_a_wrong_order(Customer& customer);
/// The renewal was paid in the wrong currency.
void paid_in_another_currency(Customer& customer);
/// Its maintenance ends soon, and covers nothing newer than what it runs.
void runs_out_of_maintenance(Customer& customer);
/// Renamed in CRM, but not where the installation is bound; an order has come to wait for it.
void has_a_new_name(Customer& customer);
/// A server that reaches nobody. The order was held, and released when it turned out to be right;
/// the license came as a file, the first of which did not arrive as it was sent.
void was_updated_from_a_file(Customer& customer);

}  // namespace tools::sample
