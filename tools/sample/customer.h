#pragma once

#include <memory>

#include "tools/sample/contract.h"

namespace tools::sample {

/// One license and the people around it.
struct Customer {
  Customer(Scene& scene, Dice dice, std::string serial, Company company)
      : account(scene, dice, std::move(serial), std::move(company)),
        staff(account),
        administrator(account, staff),
        contract(account, administrator) {}

  Account account;
  Staff staff;
  Administrator administrator;
  Contract contract;
  std::unique_ptr<Customer> other;  // a demo, trial or test system of the same company
};

/// A typical first order.
Quantities usual_order(Dice& dice);

/// Registers the license in the CRM system now, effective from `since`.
void register_customer(Customer& customer, Instant since);
/// Starts a new customer: registered now, bound within days, then the first order.
void join(Customer& customer, const Quantities& wanted);
/// Starts a long-standing customer, whose last year is reported to the ledger now.
void migrate(Customer& customer, const Quantities& wanted, Instant since);
/// Schedules an upgrade for every release: soon when online, later or never when onsite.
void follow_releases(Customer& customer);

/// Adds another installation of the company on a free license of its own: a demo, a trial or a test
/// system. Its serial number is the customer's with the prefix 1809.
void add_other_installation(Customer& customer, ledger::InstallationKind kind, std::int64_t seats,
                            std::int64_t days);
/// Tries twice to move the other installation to the customer's license; both are refused.
void attempt_refused_transfers(Customer& customer);
/// Moves the other installation and its users to the customer's license.
void transfer_installation(Customer& customer);

}  // namespace tools::sample
