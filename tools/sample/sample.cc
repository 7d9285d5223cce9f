#include "tools/sample/sample.h"

#include <fmt/format.h>

#include "tools/sample/license_key.h"
#include "tools/sample/showcase.h"
#include "tools/sample/stories.h"

namespace tools::sample {
namespace {

Instant start_for(Date end) { return start_of(plus_years(end, -3)); }

}  // namespace

Sample::Sample(const SampleOptions& options, const std::string& directory)
    : options_(options),
      dice_(options.seed),
      key_(license_key(dice_, directory + "/license-file.key")),
      simulation_(directory + "/ledger", start_for(options.end)),
      systems_(simulation_, dice_.split()),
      scene_{simulation_, systems_, key_, start_for(options.end), start_of(options.end)} {
  plan_catalog();
  plan_customers();
  plan_traffic();
}

bool Sample::run(const std::function<bool()>& keep_going) {
  for (Instant until = scene_.start; until < scene_.end; until = plus_days(until, 14)) {
    simulation_.run_until(until);
    if (!keep_going()) return false;
  }
  simulation_.run_until(scene_.end);
  return true;
}

/// Early in the morning, before customers do anything.
void Sample::on_day(std::int64_t day, Simulation::AgendaTask task) {
  const Instant morning = plus_days(scene_.start, day);
  simulation_.at({morning.micros + dice_.between(300, 400) * micros_per_minute}, std::move(task));
}

/// The catalog of the first day and its later changes, some of them announced ahead.
void Sample::plan_catalog() {
  const auto day = [this](std::int64_t days) { return plus_days(scene_.start, days); };
  on_day(0, [this] {
    for (auto& product : catalog()) systems_.define(product.module_name, product.defined);
    systems_.change_policy({.warning_days = 28,
                            .grace_days = 12,
                            .payment_grace_days = 0,
                            .activated_notice_days = 7});
  });
  on_day(200, [this, day] { systems_.change_policy({.payment_grace_days = 3}, day(230)); });
  on_day(420, [this, day] {
    for (auto& product : catalog()) {
      if (product.module_name != "pocket-cal") continue;
      product.defined.unrestricted = true;
      systems_.define(product.module_name, product.defined, day(450));
    }
  });
  on_day(560, [this] { systems_.change_policy({.warning_days = 35}); });
  on_day(700, [this] {
    systems_.define("mobile-offline", {.display_name = {{"en", "Offline"}, {"sv", "Offline"}},
                                       .prerequisite = "user"});
  });
  on_day(820, [this] { systems_.change_policy({.warning_days = 28}); });
}

void Sample::plan_customers() {
  plan_showcase(scene_, names_, dice_, customers_);
  while (static_cast<std::int64_t>(customers_.size()) < options_.licenses) {
    const auto index = customers_.size();
    Company company = names_.company(dice_);
    customers_.push_back(std::make_unique<Customer>(
        scene_, dice_.split(), fmt::format("1801{:06}", index + 1), std::move(company)));
    plan_customer(index);
  }
}

/// Most were customers before the ledger existed and enter it in its first weeks; the others join
/// over the years, some of them after a demo.
void Sample::plan_customer(std::size_t index) {
  Customer& customer = *customers_[index];
  Account& account = customer.account;
  Dice& dice = account.dice;
  if (dice.chance(20)) account.deployment = ledger::Deployment::onsite;
  account.auto_update = dice.chance(85);
  const Quantities wanted = usual_order(dice);
  // The first customers get the stories that must happen, so they need time for them.
  const bool from_before = index < 60 || dice.chance(50);
  const std::int64_t joined = from_before ? dice.between(0, 18) : dice.between(30, 1'000);
  plan_stories(customer, index, joined);
  if (from_before) {
    const Instant since = plus_days(scene_.start, -dice.between(30, 1'500));
    on_day(joined, [&customer, wanted, since] { migrate(customer, wanted, since); });
  } else if (dice.chance(25)) {
    on_day(joined, [&customer, wanted] {
      const std::int64_t seats = customer.account.dice.between(3, 9);
      add_other_installation(customer, ledger::InstallationKind::demo, seats, 40);
      customer.account.later(20, 30, [&customer, wanted] {
        register_customer(customer, customer.account.scene.simulation.now());
        customer.contract.begin(wanted, customer.account.scene.simulation.now());
        customer.account.later(1, 2, [&customer] { attempt_refused_transfers(customer); });
        customer.account.later(3, 5, [&customer] { transfer_installation(customer); });
        follow_releases(customer);
      });
    });
  } else {
    on_day(joined, [&customer, wanted] { join(customer, wanted); });
  }
}

/// Each story happens to at least one customer; beyond that, they are drawn at random.
void Sample::plan_stories(Customer& customer, std::size_t index, std::int64_t joined) {
  static const std::vector<CustomerStory> all = [] {
    std::vector<CustomerStory> stories = license_stories();
    for (const CustomerStory story : money_stories()) stories.push_back(story);
    return stories;
  }();
  Dice& dice = customer.account.dice;
  const auto schedule = [&](CustomerStory story, std::int64_t day) {
    on_day(day, [&customer, story] { story(customer); });
  };
  const std::size_t order = index - showcase_size;
  if (order < all.size()) {
    schedule(all[order], joined + dice.between(60, 200));
  } else if (dice.chance(50)) {
    const std::int64_t day = joined + dice.between(60, 700);
    schedule(dice.pick(all), day);
  }
  for (std::int64_t day = joined + dice.between(90, 500); day < 1'060;
       day += dice.between(150, 500)) {
    on_day(day, [&customer] { customer.contract.expand(customer.contract.usual_habit()); });
  }
}

void Sample::plan_traffic() {
  const std::int64_t days = ledger::date_of(scene_.end).days - ledger::date_of(scene_.start).days;
  for (std::int64_t day = 1; day < days; ++day) {
    const Date date = plus_days(ledger::date_of(scene_.start), day);
    if (working_day(date) == date) on_day(day, [this] { generate_traffic(); });
  }
}

/// Changes seats, and opens and closes service requests, as often as needed to reach the requested
/// number of events.
void Sample::generate_traffic() {
  const std::int64_t days = ledger::date_of(scene_.end).days - ledger::date_of(scene_.start).days;
  const std::int64_t due = options_.events * (scene_.day() + 1) / days;
  const std::int64_t missing = due - static_cast<std::int64_t>(simulation_.log_size());
  std::vector<Customer*> busy;
  for (const auto& customer : customers_) {
    // What has begun must be finished before the script takes over.
    const Instant until = customer->account.ordinary_until;
    const Instant quiet = until < scene_.end ? plus_days(until, -20) : until;
    if (!customer->staff.empty() && simulation_.now() < quiet) busy.push_back(customer.get());
  }
  if (busy.empty()) return;
  const Instant today = start_of(ledger::date_of(simulation_.now()));
  // About two events each; the next day makes up for the error.
  for (std::int64_t i = 0; i < missing / 2; ++i) {
    Customer& customer = *dice_.pick(busy);
    const std::int64_t minutes = dice_.between(7 * 60, 17 * 60);
    const std::int64_t fraction = dice_.between(0, 59'999) * 1'000;
    simulation_.at({today.micros + minutes * micros_per_minute + fraction},
                   [&customer] { customer.staff.do_everyday_task(); });
  }
}

}  // namespace tools::sample
