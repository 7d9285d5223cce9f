#include "tools/stripe/currency.h"

#include "tools/wire/fields.h"

namespace tools::stripe {

std::optional<std::int64_t> minor_units(std::int64_t stripe_amount, std::string_view currency) {
  if (stripe_amount < 0 || stripe_amount > wire::max_integer) return std::nullopt;
  if (currency == "ISK" || currency == "UGX") {
    if (stripe_amount % 100 != 0) return std::nullopt;
    return stripe_amount / 100;
  }
  if (currency == "MGA") {
    if (stripe_amount > wire::max_integer / 100) return std::nullopt;
    return stripe_amount * 100;
  }
  return stripe_amount;
}

}  // namespace tools::stripe
