#pragma once

#include <string>

#include "ledger/signing_key.h"
#include "tools/sample/calendar.h"
#include "tools/sample/names.h"
#include "tools/sample/simulation.h"
#include "tools/sample/systems.h"
#include "tools/sample/vendor.h"

namespace tools::sample {

/// What all customers share: the simulation, the vendor's systems and the period.
struct Scene {
  Simulation& simulation;
  Systems& systems;
  const ledger::SigningKey& key;  // signs the license files
  Instant start;
  Instant end;

  std::int64_t day() const {
    return ledger::date_of(simulation.now()).days - ledger::date_of(start).days;
  }
};

/// Who a customer is, and what it has agreed to. Must live as long as the simulation.
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
  Quantities bought;  // as last ordered, whether in force or not
  Date until;         // when the contract ends
  /// `later` ignores tasks from this instant on: only the script runs then.
  Instant ordinary_until;

  Date today() const { return ledger::date_of(scene.simulation.now()); }
  std::string actor() const { return "admin:" + administrator; }
  std::string currency() const { return std::string{currency_of(company.country)}; }

  /// A random moment of a working day within this range of days from now; for zero days, within
  /// the next two hours.
  Instant moment(std::int64_t from_days, std::int64_t to_days);
  /// Schedules a task for such a moment.
  void later(std::int64_t from_days, std::int64_t to_days, Simulation::AgendaTask task);
  /// Schedules a task for the morning of a day, even after `ordinary_until`; immediately if that
  /// has passed.
  void on(Date day, Simulation::AgendaTask task);
  /// Sends a command in the administrator's name, now.
  void send(commands::Command command, Simulation::OnOutcome on_outcome = {});
};

}  // namespace tools::sample
