#include "tools/sample/vendor.h"

#include <algorithm>

namespace tools::sample {
namespace {

using ledger::ModuleDefined;
using ledger::ModuleType;

std::map<std::string, std::string> display_name(std::string_view english,
                                                std::string_view swedish) {
  return {{"en", std::string{english}}, {"sv", std::string{swedish}}};
}

ModuleDefined plan(std::string_view english, std::string_view swedish,
                   std::vector<std::string> includes) {
  return {.display_name = display_name(english, swedish),
          .user_plan = true,
          .includes = std::move(includes)};
}

ModuleDefined dependent(std::string prerequisite, std::string_view english,
                        std::string_view swedish) {
  return {.display_name = display_name(english, swedish), .prerequisite = std::move(prerequisite)};
}

/// The price of one seat for a year, in euro cents.
std::int64_t yearly_price(std::string_view module_name) {
  static const Quantities prices{{"sales-standard", 38'400},
                                 {"ten-sales", 58'800},
                                 {"ten-service", 58'800},
                                 {"ten-marketing", 58'800},
                                 {"ssm", 82'800},
                                 {"windows", 9'600},
                                 {"travel", 12'000},
                                 {"pocket-cal", 6'000},
                                 {"visible-for", 24'000},
                                 {"satellite", 180'000},
                                 {"sales-intelligence", 96'000}};
  const auto found = prices.find(module_name);
  return found == prices.end() ? 12'000 : found->second;
}

struct Rate {
  std::int64_t minor_units;  // per 100 euro cents
  std::int64_t rounded_to;   // minor units
};
Rate rate_of(Country country) {
  switch (country) {
    case Country::sweden:
      return {1'120, 1'000};
    case Country::norway:
      return {1'160, 1'000};
    case Country::denmark:
      return {746, 500};
    case Country::finland:
    case Country::germany:
      return {100, 100};
    case Country::japan:
      return {163, 100};  // the yen has no minor unit
  }
  return {};
}

}  // namespace

std::vector<Product> catalog() {
  const auto hidden = [](std::string_view english, std::string_view swedish) {
    return ModuleDefined{.display_name = display_name(english, swedish), .hidden = true};
  };
  ModuleDefined service_client = hidden("Service client", "Service-klient");
  service_client.service_access = true;
  ModuleDefined visible_for{.display_name = display_name("Visible for", "Synlig för"),
                            .unrestricted = true};
  ModuleDefined travel = dependent("windows", "Travel", "Resa");
  travel.unrestricted = true;
  return {
      {"user", hidden("User", "Användare")},
      {"web", hidden("Web client", "Webbklient")},
      {"sale-cal", hidden("Sales access", "Försäljningsåtkomst")},
      {"mail-merge-cal", hidden("Mailing access", "Utskicksåtkomst")},
      {"ej-client", service_client},
      {"sales-standard", plan("Sales Standard", "Försäljning Standard", {"user", "web"})},
      {"ten-sales", plan("Sales", "Försäljning", {"user", "web", "sale-cal"})},
      {"ten-service", plan("Service", "Service", {"user", "web", "ej-client"})},
      {"ten-marketing", plan("Marketing", "Marknadsföring", {"user", "web", "mail-merge-cal"})},
      {"ssm", plan("Sales, Service and Marketing", "Försäljning, Service och Marknadsföring",
                   {"user", "web", "sale-cal", "ej-client", "mail-merge-cal"})},
      {"windows", dependent("user", "Windows client", "Windowsklient")},
      {"travel", travel},
      {"pocket-cal", dependent("user", "Pocket", "Pocket")},
      {"visible-for", visible_for},
      {"sales-intelligence",
       {.type = ModuleType::site,
        .display_name = display_name("Sales Intelligence", "Säljanalys")}},
      {"satellite",
       {.type = ModuleType::satellite, .display_name = display_name("Satellite", "Satellit")}},
  };
}

const std::vector<std::string>& plans() {
  static const std::vector<std::string> names{"sales-standard", "ten-sales", "ten-service",
                                              "ten-marketing", "ssm"};
  return names;
}

std::int64_t price(const Quantities& quantities, std::int64_t days, Country country) {
  std::int64_t cents = 0;
  for (const auto& [module_name, quantity] : quantities) {
    cents += quantity * yearly_price(module_name);
  }
  const Rate rate = rate_of(country);
  const std::int64_t amount = cents * rate.minor_units / 100 * days / 365;
  return std::max(rate.rounded_to, amount / rate.rounded_to * rate.rounded_to);
}

const std::vector<Release>& releases() {
  static const std::vector<Release> all{{-400, "10.2", "10"},
                                        {160, "10.3", "10"},
                                        {390, "11", "11"},
                                        {640, "11.2", "11"},
                                        {880, "11.5", "11"}};
  return all;
}

const Release& release_on(std::int64_t day) {
  const auto& all = releases();
  const auto next =
      std::ranges::find_if(all, [&](const auto& release) { return release.day > day; });
  return next == all.begin() ? all.front() : *std::prev(next);
}

}  // namespace tools::sample
