#pragma once

#include <vector>

#include "tools/sample/customer.h"

namespace tools::sample {

/// Something unusual that happens to a customer within the next five months. Together with everyday
/// traffic, the stories produce every type of event and every recorded reason.
using CustomerStory = void (*)(Customer&);

/// Problems with orders, invoices and payments, including one story per Habit.
std::vector<CustomerStory> money_stories();
/// Problems with seats, installations, names and license files.
std::vector<CustomerStory> license_stories();

/// The administrator holds the pending license as wrong. Called while an unpaid order is pending.
void hold_pending(Customer& customer, std::string reason);

}  // namespace tools::sample
