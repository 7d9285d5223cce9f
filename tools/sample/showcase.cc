#include "tools/sample/showcase.h"

#include <fmt/format.h>

#include "tools/sample/scripts.h"

namespace tools::sample {
namespace {

using ledger::Deployment;

struct ShowcaseCustomer {
  std::string_view name;
  Country country;
  Deployment deployment;
  std::int64_t contract_days;  // from the end of the sample to the end of the contract
  std::int64_t script_days;    // before the end of the sample, in which only the script counts
  Quantities wanted;           // if empty, the script starts the customer itself
  void (*script)(Customer&);
  bool auto_update = true;
};

using enum Country;
using enum Deployment;

const std::vector<ShowcaseCustomer> showcase_customers{
    {"Nordvik AB",
     sweden,
     onsite,
     17,
     75,
     {{"ten-sales", 10}, {"ten-service", 4}, {"windows", 4}},
     blocked_by_three_reasons},
    {"Fjällservice AB", sweden, online, -35, 120, {{"ten-sales", 8}}, is_read_only},
    {"Havsbris AS",
     norway,
     online,
     22,
     80,
     {{"ten-sales", 14}, {"ten-marketing", 4}},
     has_a_trial_alongside_production},
    {"Granlund Data AB", sweden, online, 0, 40, {}, was_a_demo_until_recently},
    {"Sundtryk A/S", denmark, online, 0, 40, {}, is_a_demo},
    {"Järvipuu Oy", finland, online, -6, 90, {{"ten-service", 9}}, is_in_grace},
    {"Hanselogistik GmbH", germany, online, 300, 60, {{"ten-sales", 20}}, can_be_activated, false},
    {"Liljeverken AB", sweden, online, 40, 110, {{"ssm", 12}, {"windows", 6}}, was_just_updated},
    {"Björkmedia AB",
     sweden,
     online,
     250,
     60,
     {{"ten-sales", 12}, {"sales-standard", 6}},
     holds_a_wrong_order},
    {"Vestmarine AS",
     norway,
     online,
     30,
     95,
     {{"ten-sales", 6}, {"visible-for", 1}},
     paid_in_another_currency},
    {"Aoba Denki KK",
     japan,
     onsite,
     12,
     75,
     {{"ssm", 10}, {"satellite", 1}},
     runs_out_of_maintenance},
    {"Tindekraft AS", norway, online, 200, 60, {{"ten-sales", 9}}, has_a_new_name},
    {"Klitvind A/S",
     denmark,
     onsite,
     150,
     90,
     {{"ten-service", 8}},
     was_updated_from_a_file,
     false},
};

}  // namespace

void plan_showcase(Scene& scene, CompanyNames& names, Dice& dice,
                   std::vector<std::unique_ptr<Customer>>& customers) {
  for (const auto& shown : showcase_customers) {
    names.reserve(std::string{shown.name});
    customers.push_back(std::make_unique<Customer>(
        scene, dice.split(), fmt::format("1801{:06}", customers.size() + 1),
        Company{std::string{shown.name}, shown.country}));
    Customer& customer = *customers.back();
    Account& account = customer.account;
    account.deployment = shown.deployment;
    account.auto_update = shown.auto_update;
    customer.contract.renew_unchanged();
    account.version = release_on(scene.day()).version;
    const Date end = ledger::date_of(scene.end);
    account.ordinary_until = start_of(plus_days(end, -shown.script_days));
    shown.script(customer);
    if (shown.wanted.empty()) continue;
    const Instant since = start_of(plus_years(plus_days(end, shown.contract_days), -4));
    account.on(ledger::date_of(scene.start),
               [&customer, wanted = shown.wanted, since] { migrate(customer, wanted, since); });
  }
}

}  // namespace tools::sample
