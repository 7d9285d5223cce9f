#pragma once

#include <string>

#include "ledger/signing_key.h"
#include "tools/sample/calendar.h"
#include "tools/sample/driver.h"
#include "tools/sample/names.h"
#include "tools/sample/systems.h"
#include "tools/sample/vendor.h"

namespace tools::sample {

/// What all customers share.
struct Scene {
  Driver& driver;
  Systems& systems;
  const ledger::SigningKey& key;  // signs license files
  Instant start;
  Instant end;

  std::int64_t day() const {
    return ledger::date_of(driver.now()).days - ledger::date_of(start).days;
  }
};

/// Who a customer is, and what was agreed with it. Lives as long as the driver.
struct Account {
  Account(Scene& scene_, Dice dice_, std::string serial_, Company company_);
  Account(const Account&) = delete;
  Account& operator=(const Account&) = delete;

  Scene& scene;
  Dice dice;
  std::string serial;
  Company company;
  std::string cust_id;
  ledger::InstallationKind kind = ledger::InstallationKind::production;
  ledger::Deployment deployment = ledger::Deployment::online;
  std::string version;
  bool auto_update = true;
  std::string administrator;
  Quantities bought;  // by what was ordered last, in force or not
  Date until;         // of the contract
  /// Nothing more is planned for later than this: from then on a script has its way.
  Instant ordinary_until;

  Date today() const { return ledger::date_of(scene.driver.now()); }
  std::string actor() const { return "admin:" + administrator; }
  std::string currency() const { return std::string{currency_of(company.country)}; }

  /// Some moment of a working day, so many days from now; within two hours for zero days.
  Instant moment(std::int64_t from_days, std::int64_t to_days);
  void later(std::int64_t from_days, std::int64_t to_days, Driver::Action action);
  /// In the morning of that day, whatever else is planned; at once where it has passed.
  void on(Date day, Driver::Action action);
  void ask(commands::Command command, Driver::Answered answered = {});
};

}  // namespace tools::sample
