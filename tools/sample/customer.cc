#include "tools/sample/customer.h"

#include <algorithm>

namespace tools::sample {

using commands::Verdict;
using commands::write::CommandOutcome;

Quantities usual_order(Dice& dice) {
  Quantities wanted;
  const std::size_t size = dice.weighted({50, 35, 12, 3});
  const std::int64_t most = size == 0 ? 6 : size == 1 ? 14 : size == 2 ? 30 : 70;
  const std::string& first = plans()[1 + dice.weighted({55, 20, 8, 17})];
  wanted[first] = dice.between(std::max<std::int64_t>(3, most / 2), most);
  if (dice.chance(45)) {
    const std::string& second = dice.pick(plans());
    wanted[second] += dice.between(2, std::max<std::int64_t>(3, most / 2));
  }
  if (dice.chance(35)) wanted["windows"] = dice.between(2, wanted[first]);
  if (wanted.contains("windows") && dice.chance(50)) wanted["travel"] = 1;
  if (dice.chance(25)) wanted["pocket-cal"] = dice.between(1, wanted[first]);
  if (dice.chance(20)) wanted["visible-for"] = 1;
  if (dice.chance(15)) wanted["sales-intelligence"] = 1;
  if (dice.chance(8)) wanted["satellite"] = dice.between(1, 2);
  return wanted;
}

void register_customer(Customer& customer, Instant since) {
  Account& account = customer.account;
  Systems::When when;
  if (since < account.scene.simulation.now()) when = since;
  account.scene.systems.register_license(account.serial, account.company.name, account.auto_update,
                                         when);
  account.version = release_on(account.scene.day()).version;
}

void join(Customer& customer, const Quantities& wanted) {
  Account& account = customer.account;
  register_customer(customer, account.scene.simulation.now());
  account.later(0, 3, [&customer] { customer.administrator.bind(); });
  account.later(1, 6, [&customer, wanted] {
    customer.contract.begin(wanted, customer.account.scene.simulation.now());
  });
  follow_releases(customer);
}

void migrate(Customer& customer, const Quantities& wanted, Instant since) {
  register_customer(customer, since);
  customer.administrator.bind();
  customer.contract.begin(wanted, since);
  follow_releases(customer);
}

void follow_releases(Customer& customer) {
  Account& account = customer.account;
  const bool online = account.deployment == ledger::Deployment::online;
  for (const auto& release : releases()) {
    const std::int64_t days = release.day - account.scene.day();
    if (days <= 0) continue;
    // Onsite, not every release is worth the work.
    if (!online && account.dice.chance(30)) continue;
    const std::int64_t lag = online ? account.dice.between(0, 9) : account.dice.between(20, 120);
    if (!online && account.dice.chance(50)) {
      account.later(days + lag - 10, days + lag - 5, [&account, version = release.version] {
        account.scene.systems.report_upgrade(account.serial, account.cust_id, version, true);
      });
    }
    account.later(days + lag, days + lag, [&account, version = release.version] {
      account.version = version;
      account.scene.systems.report_upgrade(account.serial, account.cust_id, version);
    });
  }
}

void add_other_installation(Customer& customer, ledger::InstallationKind kind, std::int64_t seats,
                            std::int64_t days) {
  Account& owner = customer.account;
  customer.other = std::make_unique<Customer>(owner.scene, owner.dice.split(),
                                              "1809" + owner.serial.substr(4), owner.company);
  Customer& trial = *customer.other;
  Account& account = trial.account;
  account.kind = kind;
  account.administrator = owner.administrator;
  register_customer(trial, owner.scene.simulation.now());
  trial.administrator.bind();
  account.until = plus_days(account.today(), days);
  account.bought["ssm"] = seats;
  account.scene.systems.order(
      account.serial,
      {{.line_id = "line-ssm", .module_name = "ssm", .quantity = seats, .until = account.until}},
      {});
  account.later(1, 3, [&staff = trial.staff] { staff.fill(); });
}

namespace {

void change_serial(Customer& customer, std::string serial, std::string company_name,
                   Simulation::OnOutcome on_outcome) {
  customer.account.send(commands::ChangeSerial{.cust_id = customer.other->account.cust_id,
                                               .serial_number = std::move(serial),
                                               .company_name = std::move(company_name)},
                        std::move(on_outcome));
}

}  // namespace

void attempt_refused_transfers(Customer& customer) {
  const std::string& name = customer.account.company.name;
  change_serial(customer, customer.account.serial, name.substr(0, name.rfind(' ')), {});
  change_serial(customer, "1899999999", name, {});
}

void transfer_installation(Customer& customer) {
  const auto moved = [&customer](const CommandOutcome& outcome) {
    if (outcome.verdict != Verdict::done) return;
    Account& account = customer.account;
    account.cust_id = customer.other->account.cust_id;
    account.version = customer.other->account.version;
    customer.staff.take_over(customer.other->staff);
    account.later(1, 2, [&account] {
      account.scene.systems.change_kind(account.serial, account.cust_id,
                                        ledger::InstallationKind::production);
    });
    account.later(2, 3, [&customer] { customer.administrator.visit(); });
  };
  change_serial(customer, customer.account.serial, customer.account.company.name, moved);
}

}  // namespace tools::sample
