#include "tools/sample/stories.h"

namespace tools::sample {
namespace {

using commands::Verdict;
using commands::write::CommandOutcome;

template <Habit habit>
void pays(Customer& customer) {
  customer.contract.expand(habit);
}

Quantities ten_times_too_many(const Account& account) {
  Quantities wrong;
  for (const auto& [module_name, quantity] : account.bought) {
    if (quantity > 1 && wrong.empty()) wrong[module_name] = quantity * 10;
  }
  return wrong;
}

/// The wrong license is not activated; the vendor corrects the order, dated like the wrong one.
void is_sold_too_much(Customer& customer) {
  Account& account = customer.account;
  const Quantities before = account.bought;
  const Instant when = account.scene.simulation.now();
  const Quantities wrong = ten_times_too_many(account);
  if (wrong.empty()) return;
  const BillingInvoice invoice = customer.contract.order(
      wrong, {.until = account.until, .habit = Habit::never, .visit_when_paid = false});
  account.later(1, 2, [&customer] {
    hold_pending(customer, "We ordered ten seats, not a hundred. Please correct the order.");
  });
  account.later(4, 8, [&customer, &account, invoice, before, wrong, when] {
    account.scene.systems.void_invoice(account.serial, invoice.id);
    const auto& [module_name, quantity] = *before.find(wrong.begin()->first);
    customer.contract.order({{module_name, quantity + 1}},
                            {.until = account.until,
                             .when = when,
                             .amount = price({{module_name, 1}}, 200, account.company.country)});
  });
}

/// The hold is released when the order turns out to be right.
void holds_and_releases(Customer& customer) {
  Account& account = customer.account;
  std::string plan;
  for (const auto& name : plans()) {
    if (account.bought[name] > 0) plan = name;
  }
  if (plan.empty()) return;
  customer.contract.order({{plan, account.bought[plan] + 2}},
                          {.until = account.until,
                           .habit = Habit::prompt,
                           .amount = price({{plan, 2}}, 200, account.company.country),
                           .due_days = 14,
                           .visit_when_paid = false});
  account.later(1, 2, [&customer] {
    hold_pending(customer, "Two seats more than agreed? To be checked with purchasing.");
  });
  account.later(22, 26, [&account] { account.send(commands::ReleaseHold{account.serial}); });
}

/// Ordered now, effective in 40 days.
void orders_for_later(Customer& customer) {
  Account& account = customer.account;
  const Instant when = start_of(plus_days(account.today(), 40));
  if (account.bought.empty()) return;
  const auto& [module_name, quantity] = *account.bought.begin();
  customer.contract.order({{module_name, quantity + 3}},
                          {.until = account.until,
                           .when = when,
                           .habit = Habit::early,
                           .amount = price({{module_name, 3}}, 200, account.company.country)});
}

/// Order, invoice and payment reach the ledger two weeks late.
void is_reported_late(Customer& customer) {
  Account& account = customer.account;
  if (account.bought.empty()) return;
  const auto& [module_name, quantity] = *account.bought.begin();
  const Instant when = plus_days(account.scene.simulation.now(), -15);
  const std::int64_t amount = price({{module_name, 1}}, 200, account.company.country);
  customer.contract.order({{module_name, quantity + 1}},
                          {.until = account.until, .when = when, .amount = amount});
}

/// An order without an invoice: there is no payment to wait for.
void gets_seats_for_free(Customer& customer) {
  Account& account = customer.account;
  for (const auto& plan : plans()) {
    if (account.bought[plan] == 0) continue;
    account.bought[plan] += 1;
    account.scene.systems.order(account.serial,
                                {{.line_id = "line-" + plan,
                                  .module_name = plan,
                                  .quantity = account.bought[plan],
                                  .until = account.until}},
                                {});
    return;
  }
}

}  // namespace

void hold_pending(Customer& customer, std::string reason) {
  Account& account = customer.account;
  account.send(commands::ActivateLicense{.serial_number = account.serial,
                                         .mode = ledger::ActivationMode::manual,
                                         .request = {.cust_id = account.cust_id}},
               [&account, reason = std::move(reason)](const CommandOutcome& outcome) {
                 if (outcome.verdict != Verdict::activation_blocked) return;
                 account.scene.simulation.send(
                     commands::HoldPending{account.serial, outcome.number, reason},
                     account.actor());
               });
}

std::vector<CustomerStory> money_stories() {
  return {is_sold_too_much,
          holds_and_releases,
          orders_for_later,
          is_reported_late,
          gets_seats_for_free,
          pays<Habit::prompt>,
          pays<Habit::early>,
          pays<Habit::late>,
          pays<Habit::in_parts>,
          pays<Habit::value_dated>,
          pays<Habit::wrong_currency>,
          pays<Habit::reissued>,
          pays<Habit::credited>,
          pays<Habit::doubled>,
          pays<Habit::charged_back>,
          pays<Habit::bounced>,
          pays<Habit::mistyped>,
          pays<Habit::unannounced>,
          pays<Habit::reported_twice>,
          pays<Habit::never>};
}

}  // namespace tools::sample
