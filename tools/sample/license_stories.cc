#include <fmt/format.h>

#include "tools/sample/stories.h"

namespace tools::sample {
namespace {

using commands::Verdict;
using commands::write::CommandOutcome;
using Damage = Administrator::Damage;

/// The plan with the most seats bought.
std::string main_plan(const Account& account) {
  std::string largest = plans().front();
  std::int64_t most = 0;
  for (const auto& plan : plans()) {
    const auto found = account.bought.find(plan);
    if (found == account.bought.end() || found->second <= most) continue;
    largest = plan;
    most = found->second;
  }
  return largest;
}

void try_to_bind(Account& account, const std::string& serial, const std::string& cust_id,
                 const std::string& company_name) {
  account.send(commands::BindInstallation{.serial_number = serial,
                                          .cust_id = cust_id,
                                          .kind = ledger::InstallationKind::production,
                                          .deployment = account.deployment,
                                          .version = account.version,
                                          .company_name = company_name});
}

// --- installations ------------------------------------------------------------------------------

/// A test system alongside production; users confuse the two.
void keeps_a_test_system(Customer& customer) {
  if (customer.other) return;
  Account& account = customer.account;
  add_other_installation(customer, ledger::InstallationKind::test, 3, 500);
  account.later(20, 40, [&customer] {
    customer.administrator.activate_from(customer.other->account.cust_id);
  });
  account.later(50, 60, [&customer, &account] {
    try_to_bind(account, customer.other->account.serial, account.cust_id, account.company.name);
  });
}

/// A trial alongside production that is forgotten.
void forgets_a_trial(Customer& customer) {
  if (customer.other) return;
  add_other_installation(customer, ledger::InstallationKind::trial, 4, 30);
  customer.account.later(33, 38, [&customer] {
    customer.administrator.activate_from(customer.other->account.cust_id);
  });
}

/// A second server is set up with the same serial number, and then with a wrong company name.
void is_bound_twice(Customer& customer) {
  Account& account = customer.account;
  const std::string other = account.scene.systems.next_cust_id();
  try_to_bind(account, account.serial, other, account.company.name);
  account.later(0, 0, [&account, other] {
    try_to_bind(account, account.serial, other, account.company.name + " (new)");
    try_to_bind(account, "1801999999", other, account.company.name);
  });
}

/// CRM has the new name immediately, the installation only after an activation was blocked.
void is_renamed(Customer& customer) {
  Account& account = customer.account;
  std::string& name = account.company.name;
  const auto form = name.rfind(' ');
  name = name.substr(0, form) + " Group" + name.substr(form);
  account.scene.systems.register_license(account.serial, name, account.auto_update);
  account.later(3, 9, [&customer] { customer.contract.expand(Habit::early); });
}

// --- license files ------------------------------------------------------------------------------

/// A server without internet access: the license is loaded from a file, the third one intact.
void loads_a_license_file(Customer& customer) {
  Account& account = customer.account;
  Administrator& administrator = customer.administrator;
  account.auto_update = false;
  account.scene.systems.register_license(account.serial, account.company.name, false);
  const std::string plan = main_plan(account);
  const auto buy_more = [&customer, &account, plan](std::int64_t more) {
    customer.contract.order({{plan, account.bought[plan] + more}},
                            {.until = account.until,
                             .habit = Habit::early,
                             .amount = price({{plan, more}}, 200, account.company.country),
                             .visit_when_paid = false});
  };
  buy_more(2);
  account.later(12, 14, [&administrator] { administrator.load_from_file(Damage::altered); });
  account.later(19, 21, [&administrator] { administrator.load_from_file(Damage::of_another); });
  account.later(26, 28, [&administrator] { administrator.load_from_file(Damage::none); });
  // The same file does not include what is ordered later.
  account.later(60, 65, [buy_more] { buy_more(1); });
  account.later(76, 80, [&administrator] { administrator.visit(); });
  account.later(90, 95, [&administrator] { administrator.reload_last_file(); });
}

void asks_for_an_old_number(Customer& customer) {
  customer.contract.expand(Habit::early);
  customer.account.later(45, 60, [&customer] { customer.administrator.activate_number(1); });
}

// --- seats --------------------------------------------------------------------------------------

/// An administrator who learns by trying.
void tries_everything(Customer& customer) {
  Account& account = customer.account;
  Staff& staff = customer.staff;
  const std::string user = staff.random_user();
  const std::string plan = staff.plan_of(user);
  if (user.empty()) return;
  staff.assign(user, "user");
  staff.assign(user, "sales-intelligence");
  staff.assign(user, plan == "ten-marketing" ? "ten-sales" : "ten-marketing");
  staff.assign(staff.new_user_name(), "windows");
  staff.assign(staff.new_user_name(), "mobile-offline");
  staff.assign("integration.service", plan, ledger::UserType::system);
  account.later(1, 2, [&staff, &account, plan] {
    for (auto left = account.bought[plan] - staff.seats(plan) + 2; left > 0; --left) {
      staff.assign(staff.new_user_name(), plan);
    }
  });
  account.later(4, 6, [&customer, plan] {
    customer.staff.set_headcount(plan, customer.account.bought[plan] * 4 / 5);
  });
}

/// A user with open service requests, and a module that needs the plan, is to lose the plan.
void cannot_remove_a_seat(Customer& customer) {
  Account& account = customer.account;
  Staff& staff = customer.staff;
  const Quantities more{{"ten-service", 3}, {"windows", 3}, {"travel", 1}};
  Quantities wanted = more;
  for (auto& [module_name, quantity] : wanted) quantity += account.bought[module_name];
  customer.contract.order(wanted, {.until = account.until,
                                   .habit = Habit::early,
                                   .amount = price(more, 200, account.company.country)});
  const std::string user = staff.new_user_name();
  account.later(20, 20, [&staff, user] { staff.assign(user, "ten-service"); });
  account.later(22, 22, [&staff, user] {
    staff.assign(user, "windows");
    staff.open_lasting_request(user);
  });
  account.later(25, 25, [&staff, user] { staff.assign(user, "travel"); });
  account.later(28, 28, [&staff, user] { staff.remove(user, "windows", false); });
  account.later(30, 30, [&staff, user] { staff.remove(user, "ten-service", false); });
  account.later(50, 50, [&staff, user] { staff.open_lasting_request(user); });
  account.later(52, 52, [&staff, user] { staff.dismiss(user); });
}

/// The contract ends unnoticed, until seats can no longer be assigned.
void forgets_to_renew(Customer& customer) {
  Account& account = customer.account;
  customer.contract.let_expire();
  const std::int64_t days = account.until.days - account.today().days;
  account.later(days + 16, days + 20, [&customer] {
    Staff& staff = customer.staff;
    const std::string plan = staff.plan_of(staff.random_user());
    staff.assign(staff.new_user_name(), plan.empty() ? "ten-sales" : plan);
  });
  account.later(days + 24, days + 30, [&customer, &account] {
    customer.contract.begin(account.bought, account.scene.simulation.now());
  });
}

void opens_another_office(Customer& customer) {
  Account& account = customer.account;
  const Quantities wanted{{"satellite", 1}, {"visible-for", 1}};
  customer.contract.order(wanted, {.until = account.until,
                                   .habit = Habit::prompt,
                                   .amount = price(wanted, 200, account.company.country)});
}

/// The agreement is extended under the same id; then one for an older version is added.
void extends_maintenance(Customer& customer) {
  Account& account = customer.account;
  if (account.deployment != ledger::Deployment::onsite) return;
  auto& systems = account.scene.systems;
  const std::string id = "MA-X" + account.serial.substr(6);
  const auto major = std::string{release_on(account.scene.day()).major};
  systems.agree_maintenance(account.serial, major, plus_days(account.today(), 60), {}, id);
  account.later(50, 70, [&account, &systems, id, major] {
    systems.agree_maintenance(account.serial, major, plus_days(account.today(), 200), {}, id);
    systems.agree_maintenance(account.serial, "9.5", std::nullopt);
  });
}

}  // namespace

std::vector<CustomerStory> license_stories() {
  return {keeps_a_test_system,  forgets_a_trial,        is_bound_twice,     is_renamed,
          loads_a_license_file, asks_for_an_old_number, tries_everything,   cannot_remove_a_seat,
          forgets_to_renew,     opens_another_office,   extends_maintenance};
}

}  // namespace tools::sample
