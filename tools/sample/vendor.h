#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/event.h"
#include "tools/sample/names.h"

/// What the vendor sells, for how much, and what it released when.
namespace tools::sample {

struct Product {
  std::string module_name;
  ledger::ModuleDefined defined;
};

/// The whole catalog: hidden modules, the plans that include them, modules with a prerequisite,
/// unrestricted and site ones, and satellites.
std::vector<Product> catalog();

/// The visible user plans, the fullest last.
const std::vector<std::string>& plans();

using Quantities = std::map<std::string, std::int64_t, std::less<>>;

/// What so many seats cost for so many days, in minor units of the country's currency, as a price
/// list rounds it.
std::int64_t price(const Quantities& quantities, std::int64_t days, Country country);

struct Release {
  std::int64_t day;  // of the sample
  std::string_view version;
  std::string_view major;  // what a maintenance agreement for it says
};
const std::vector<Release>& releases();
/// The newest on a day of the sample.
const Release& release_on(std::int64_t day);

}  // namespace tools::sample
