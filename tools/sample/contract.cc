#include "tools/sample/contract.h"

#include <algorithm>

namespace tools::sample {

Habit Contract::usual_habit() {
  // In the order of Habit: nearly all customers pay, and most pay on time.
  return static_cast<Habit>(
      account_.dice.weighted({560, 90, 110, 45, 35, 20, 15, 25, 15, 15, 15, 8, 25, 20, 2}));
}

void Contract::begin(const Quantities& wanted, Instant since) {
  Account& account = account_;
  const Instant now = account.scene.simulation.now();
  renewing_ = true;
  const bool existing = plus_days(since, 1) < now;
  account.until = plus_years(ledger::date_of(since), 1);
  // An old contract has been renewed every year; only its last year matters.
  while (account.until < plus_days(account.today(), 40)) {
    account.until = plus_years(account.until, 1);
  }
  const Date from = plus_years(account.until, -1);
  if (account.deployment == ledger::Deployment::onsite) {
    account.scene.systems.agree_maintenance(
        account.serial, release_on(account.scene.day()).major, account.until,
        existing ? std::optional{start_of(from)} : std::nullopt);
  }
  Terms terms{.until = account.until, .habit = Habit::early};
  if (existing) terms.when = start_of(from);
  order(wanted, terms);
  plan_next_renewal();
}

BillingInvoice Contract::order(const Quantities& wanted, const Terms& terms) {
  Account& account = account_;
  Systems& systems = account.scene.systems;
  std::vector<ledger::PurchaseLine> lines;
  for (const auto& [module_name, quantity] : wanted) {
    lines.push_back({.line_id = "line-" + module_name,
                     .module_name = module_name,
                     .quantity = quantity,
                     .until = terms.until});
    account.bought[module_name] = quantity;
  }
  const bool backdated = terms.when && *terms.when < account.scene.simulation.now();
  const Date issued_on = backdated ? ledger::date_of(*terms.when) : account.today();
  BillingInvoice invoice{
      .id = systems.next_invoice_id(),
      .amount = terms.amount > 0 ? terms.amount : price(wanted, 365, account.company.country),
      .currency = account.currency(),
      .due_on = plus_days(issued_on, terms.due_days)};
  administrator_.order_placed();

  std::int64_t paid_in = 1;
  if (backdated) {
    systems.issue(account.serial, invoice, terms.when);
    systems.order(account.serial, std::move(lines), {invoice.id}, terms.when);
    systems.pay(account.serial, invoice, invoice.amount,
                std::min(plus_days(*terms.when, 20), account.scene.simulation.now()));
  } else if (terms.habit == Habit::unannounced) {
    systems.order(account.serial, std::move(lines), {invoice.id}, terms.when);
    systems.pay(account.serial, invoice, invoice.amount);
    account.later(2, 4,
                  [&account, invoice] { account.scene.systems.issue(account.serial, invoice); });
    paid_in = 4;
  } else {
    systems.issue(account.serial, invoice);
    systems.order(account.serial, std::move(lines), {invoice.id}, terms.when);
    paid_in = schedule_payments(account, invoice, terms.habit);
  }
  if (terms.visit_when_paid) {
    account.later(paid_in + 1, paid_in + 6, [this] { administrator_.visit(); });
  }
  return invoice;
}

void Contract::expand(Habit habit) {
  Account& account = account_;
  std::vector<std::string> candidates;
  for (const auto& plan : plans()) {
    if (account.bought[plan] > 0) candidates.push_back(plan);
  }
  if (candidates.empty()) return;
  const std::string& plan = account.dice.pick(candidates);
  const std::int64_t more = account.dice.between(1, 4);
  const std::int64_t days = std::max(30, account.until.days - account.today().days);
  order({{plan, account.bought[plan] + more}},
        {.until = account.until,
         .habit = habit,
         .amount = price({{plan, more}}, days, account.company.country)});
}

void Contract::plan_next_renewal() {
  Account& account = account_;
  const std::int64_t lead = account.dice.between(30, 58);
  const std::int64_t days = account.until.days - account.today().days - lead;
  account.later(std::max<std::int64_t>(1, days), std::max<std::int64_t>(1, days),
                [this] { renew(); });
}

void Contract::renew() {
  if (!renewing_) return;
  Account& account = account_;
  const Date ends = account.until;
  account.until = plus_years(ends, 1);
  Terms terms{.until = account.until};
  if (!steady_) {
    terms.habit = usual_habit();
    // Some orders take effect only when the old year ends.
    if (account.dice.chance(15)) terms.when = start_of(ends);
  }
  order(steady_ ? account.bought : next_quantities(), terms);
  if (account.deployment == ledger::Deployment::onsite) renew_maintenance();
  plan_next_renewal();
}

void Contract::renew_maintenance() {
  Account& account = account_;
  // Most renew in good time, some only after the old agreement has lapsed.
  const std::int64_t days =
      account.dice.chance(75) ? account.dice.between(5, 25) : account.dice.between(60, 110);
  account.later(days, days, [&account] {
    account.scene.systems.agree_maintenance(account.serial, release_on(account.scene.day()).major,
                                            account.until);
  });
}

/// The same seats, more, fewer, or some of them on a cheaper plan.
Quantities Contract::next_quantities() {
  Account& account = account_;
  Dice& dice = account.dice;
  Quantities wanted = account.bought;
  std::erase_if(wanted, [](const auto& line) { return line.second == 0; });
  std::string largest = "ten-sales";
  for (const auto& plan : plans()) {
    if (wanted.contains(plan) && (!wanted.contains(largest) || wanted[plan] > wanted[largest])) {
      largest = plan;
    }
  }
  const std::int64_t seats = wanted[largest];
  switch (dice.weighted({45, 24, 20, 11})) {
    case 1:
      wanted[largest] += dice.between(1, std::max<std::int64_t>(2, seats / 4));
      break;
    case 2:
      if (seats > 3) wanted[largest] -= dice.between(1, std::max<std::int64_t>(1, seats / 3));
      break;
    case 3:
      if (seats > 3 && largest != "sales-standard") {
        const std::int64_t fewer = dice.between(1, seats / 2);
        wanted[largest] -= fewer;
        wanted["sales-standard"] += fewer;
        administrator_.prefer_moving(largest, "sales-standard");
      }
      break;
    default:
      break;
  }
  if (wanted[largest] == 0) wanted.erase(largest);
  return wanted;
}

}  // namespace tools::sample
