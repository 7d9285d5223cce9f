#include "tools/sample/scripts.h"

#include "tools/sample/stories.h"

namespace tools::sample {
namespace {

using ledger::InstallationKind;

Date end_of(const Customer& customer) { return ledger::date_of(customer.account.scene.end); }

/// Schedules a task `days` days before the end.
void before_end(Customer& customer, std::int64_t days, Simulation::AgendaTask task) {
  customer.account.on(plus_days(end_of(customer), -days), std::move(task));
}

/// Orders another year, without paying for it.
BillingInvoice renew_unpaid(Customer& customer, const Quantities& wanted, std::int64_t due_days) {
  Account& account = customer.account;
  account.until = plus_years(account.until, 1);
  return customer.contract.order(wanted, {.until = account.until,
                                          .habit = Habit::never,
                                          .due_days = due_days,
                                          .visit_when_paid = false});
}

}  // namespace

void blocked_by_three_reasons(Customer& customer) {
  before_end(customer, 50, [&customer] {
    customer.staff.set_headcount("ten-sales", 9);
    customer.staff.set_headcount("ten-service", 4);
  });
  before_end(customer, 40, [&customer] {
    const BillingInvoice invoice =
        renew_unpaid(customer, {{"ten-sales", 7}, {"ten-service", 4}, {"windows", 4}}, 30);
    before_end(customer, 12, [&customer, invoice] {
      constexpr std::int64_t still_open = 1'250'000;
      Account& account = customer.account;
      account.scene.systems.pay(account.serial, invoice, invoice.amount - still_open);
    });
  });
  before_end(customer, 30, [&account = customer.account] {
    account.scene.systems.report_upgrade(account.serial, account.cust_id, "12");
  });
  before_end(customer, 5, [&customer] { customer.administrator.visit(); });
}

void is_read_only(Customer& customer) {
  before_end(customer, 80, [&customer] { renew_unpaid(customer, customer.account.bought, 30); });
  before_end(customer, 4,
             [&staff = customer.staff] { staff.assign(staff.new_user_name(), "ten-sales"); });
}

void has_a_trial_alongside_production(Customer& customer) {
  before_end(customer, 300,
             [&customer] { add_other_installation(customer, InstallationKind::trial, 5, 45); });
  before_end(customer, 26, [&customer] { renew_unpaid(customer, customer.account.bought, 30); });
  before_end(customer, 3, [&customer] {
    customer.administrator.activate_from(customer.other->account.cust_id);
  });
}

void was_a_demo_until_recently(Customer& customer) {
  Account& account = customer.account;
  before_end(customer, 28, [&customer] {
    add_other_installation(customer, InstallationKind::demo, 8, 30);
    customer.other->staff.set_headcount("ssm", 8);
  });
  before_end(customer, 8, [&customer, &account] {
    register_customer(customer, account.scene.simulation.now());
    account.until = plus_years(account.today(), 1);
    customer.contract.order(
        {{"ssm", 5}}, {.until = account.until, .habit = Habit::never, .visit_when_paid = false});
  });
  before_end(customer, 7, [&customer] { attempt_refused_transfers(customer); });
  before_end(customer, 5, [&customer] { transfer_installation(customer); });
  before_end(customer, 3, [&account] {
    account.scene.systems.change_kind(account.serial, account.cust_id,
                                      InstallationKind::production);
  });
}

void is_a_demo(Customer& customer) {
  before_end(customer, 21, [&customer] {
    Account& account = customer.account;
    account.kind = InstallationKind::demo;
    register_customer(customer, account.scene.simulation.now());
    customer.administrator.bind();
    account.until = plus_days(end_of(customer), 9);
    account.scene.systems.order(
        account.serial,
        {{.line_id = "line-ssm", .module_name = "ssm", .quantity = 5, .until = account.until}}, {});
  });
  before_end(customer, 18, [&customer] { customer.staff.set_headcount("ssm", 3); });
}

void is_in_grace(Customer& customer) {
  before_end(customer, 50, [&customer] { renew_unpaid(customer, customer.account.bought, 30); });
}

void can_be_activated(Customer& customer) {
  before_end(customer, 20, [&customer] {
    Account& account = customer.account;
    const BillingInvoice invoice =
        customer.contract.order({{"ten-sales", account.bought["ten-sales"] + 3}},
                                {.until = account.until,
                                 .habit = Habit::never,
                                 .amount = price({{"ten-sales", 3}}, 300, account.company.country),
                                 .visit_when_paid = false});
    before_end(customer, 6, [&account, invoice] {
      account.scene.systems.pay(account.serial, invoice, invoice.amount);
    });
  });
}

void was_just_updated(Customer& customer) {
  Staff& staff = customer.staff;
  before_end(customer, 45, [&staff] { staff.set_headcount("ssm", 9); });
  before_end(customer, 44, [&staff] { staff.assign(staff.random_user(), "windows"); });
  before_end(customer, 42, [&customer, &staff] {
    const auto users = staff.users_of("windows");
    if (users.empty()) return;
    const std::string& user = users.front();
    staff.open_lasting_request(user);
    before_end(customer, 41, [&staff, user] { staff.remove(user, "ssm", false); });
    before_end(customer, 38, [&staff, user] { staff.close_requests(user); });
  });
  before_end(customer, 20, [&customer] {
    const BillingInvoice invoice = renew_unpaid(customer, customer.account.bought, 30);
    before_end(customer, 2, [&account = customer.account, invoice] {
      account.scene.systems.pay(account.serial, invoice, invoice.amount);
    });
  });
}

void holds_a_wrong_order(Customer& customer) {
  before_end(customer, 9, [&customer] {
    Account& account = customer.account;
    customer.contract.order(
        {{"ten-marketing", 12}},
        {.until = account.until, .habit = Habit::never, .visit_when_paid = false});
  });
  before_end(customer, 6, [&customer] {
    hold_pending(customer, "We ordered twelve seats of Sales, not of Marketing.");
  });
}

void paid_in_another_currency(Customer& customer) {
  before_end(customer, 35, [&customer] {
    BillingInvoice invoice = renew_unpaid(customer, customer.account.bought, 30);
    before_end(customer, 3, [&account = customer.account, invoice]() mutable {
      invoice.currency = "EUR";
      account.scene.systems.pay(account.serial, invoice, invoice.amount / 160 * 100);
    });
  });
}

void runs_out_of_maintenance(Customer& customer) {
  before_end(customer, 60, [&account = customer.account] {
    account.scene.systems.report_upgrade(account.serial, account.cust_id, "11.5");
  });
}

void has_a_new_name(Customer& customer) {
  Account& account = customer.account;
  before_end(customer, 15, [&account] {
    account.scene.systems.register_license(account.serial, "Tindekraft Group AS", true);
  });
  before_end(customer, 10, [&customer, &account] {
    const BillingInvoice invoice =
        customer.contract.order({{"ten-sales", account.bought["ten-sales"] + 2}},
                                {.until = account.until,
                                 .habit = Habit::never,
                                 .amount = price({{"ten-sales", 2}}, 300, account.company.country),
                                 .visit_when_paid = false});
    before_end(customer, 4, [&account, invoice] {
      account.scene.systems.pay(account.serial, invoice, invoice.amount);
    });
  });
}

void was_updated_from_a_file(Customer& customer) {
  Account& account = customer.account;
  Administrator& administrator = customer.administrator;
  before_end(customer, 30, [&customer, &account] {
    const BillingInvoice invoice = customer.contract.order(
        {{"ten-service", account.bought["ten-service"] + 4}},
        {.until = account.until,
         .habit = Habit::never,
         .amount = price({{"ten-service", 4}}, 150, account.company.country),
         .visit_when_paid = false});
    before_end(customer, 22, [&account, invoice] {
      account.scene.systems.pay(account.serial, invoice, invoice.amount);
    });
  });
  before_end(customer, 28, [&customer] {
    hold_pending(customer, "Four seats more than agreed? To be checked with purchasing.");
  });
  before_end(customer, 25, [&account] { account.send(commands::ReleaseHold{account.serial}); });
  before_end(customer, 20,
             [&administrator] { administrator.load_from_file(Administrator::Damage::altered); });
  before_end(customer, 12,
             [&administrator] { administrator.load_from_file(Administrator::Damage::none); });
}

}  // namespace tools::sample
