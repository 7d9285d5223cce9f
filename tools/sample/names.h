#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "tools/sample/dice.h"

namespace tools::sample {

enum class Country : std::uint8_t { sweden, norway, denmark, finland, germany, japan };

std::string_view currency_of(Country country);

struct Company {
  std::string name;
  Country country{};
};

/// Makes up companies from lists of words. Any resemblance to real ones is coincidental.
class CompanyNames {
 public:
  /// Draws a company; never the same name twice.
  Company company(Dice& dice);
  /// Excludes a name from being drawn.
  void reserve(std::string name) { taken_.insert(std::move(name)); }

 private:
  std::set<std::string> taken_;
};

/// Draws a user name: first.last, in ASCII.
std::string user_name(Dice& dice, Country country);
/// Draws the name of a database at another office.
std::string database_name(Dice& dice);

}  // namespace tools::sample
