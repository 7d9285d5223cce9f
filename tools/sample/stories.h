#pragma once

#include <vector>

#include "tools/sample/customer.h"

namespace tools::sample {

/// Something out of the ordinary that happens to a customer, within five months from now. Together
/// with everyday life they bring about every event and every reason there is.
using Story = void (*)(Customer&);

/// What goes wrong with orders, invoices and payments, one story for each Habit among them.
std::vector<Story> money_stories();
/// What goes wrong with seats, installations, names and license files.
std::vector<Story> license_stories();

/// The administrator finds the pending number wrong; called when something unpaid was ordered.
void hold_pending(Customer& customer, std::string reason);

}  // namespace tools::sample
