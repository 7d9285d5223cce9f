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

/// Makes up companies and people from lists of words. Any likeness is by chance.
class Names {
 public:
  /// Never the same name twice.
  Company company(Dice& dice);
  /// A name taken by someone who is not drawn.
  void take(std::string name) { taken_.insert(std::move(name)); }

 private:
  std::set<std::string> taken_;
};

/// A user name: first.last, in ASCII.
std::string person(Dice& dice, Country country);
/// What a database at another office is called.
std::string database(Dice& dice);

}  // namespace tools::sample
