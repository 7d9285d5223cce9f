#pragma once

#include <memory>

#include "tools/sample/contract.h"

namespace tools::sample {

/// One license with everyone who has to do with it.
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
  std::unique_ptr<Customer> other;  // another installation of the same company
};

/// What a customer of usual size buys first.
Quantities usual_order(Dice& dice);

/// Registered in the CRM system now; `since` may be long before.
void register_customer(Customer& customer, Instant since);
/// A customer from today on: registered, bound within days, and then the first order.
void sign(Customer& customer, const Quantities& wanted);
/// A customer for long, whose last year is told to the ledger on the day it comes into use.
void migrate(Customer& customer, const Quantities& wanted, Instant since);
/// Installs what the vendor releases, online soon, onsite when there is time.
void follow_releases(Customer& customer);

/// The first other installation of the company, on a license of its own that costs nothing: a demo,
/// a trial or a test system. Its serial number is the customer's with 1809 in front.
void try_out(Customer& customer, ledger::InstallationKind kind, std::int64_t seats,
             std::int64_t days);
/// The other installation is to get the customer's serial number; two attempts that are refused.
void mistake_the_owner(Customer& customer);
/// It gets it, with its people.
void become_licensed(Customer& customer);

}  // namespace tools::sample
