#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event.h"
#include "tools/sample/names.h"

/// What the vendor sells and at what price, and its releases.
namespace tools::sample {

struct Product {
  std::string module_name;
  ledger::ModuleDefined defined;
};

/// The whole catalog: hidden modules, the plans that include them, modules with a prerequisite,
/// unrestricted and site modules, and satellites.
std::vector<Product> catalog();

/// The visible user plans, the most comprehensive last.
const std::vector<std::string>& plans();

using Quantities = std::map<std::string, std::int64_t, std::less<>>;

/// The price of these seats for a number of days, in minor units of the country's currency, rounded
/// as in a price list.
std::int64_t price(const Quantities& quantities, std::int64_t days, Country country);

struct Release {
  std::int64_t day;  // of the sample; negative before it
  std::string_view version;
  std::string_view major;  // as in maintenance agreements
};
const std::vector<Release>& releases();
/// The newest release on a day of the sample.
const Release& release_on(std::int64_t day);

}  // namespace tools::sample
