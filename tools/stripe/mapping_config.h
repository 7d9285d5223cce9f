#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/result.h"

namespace tools::stripe {

/// What is sold under a Stripe price or product: so many units of a module for each one bought.
struct Sold {
  std::string module_name;  // empty: what is sold is no module, such as a day of training
  std::int64_t units = 1;
};

/// Which of Stripe's two worlds the ledger takes facts from. What comes from the other is kept in
/// the inbox.
enum class Mode : std::uint8_t { live, test, any };

/// What of Stripe's means what here: a TOML file, described in docs/stripe.md.
struct MappingConfig {
  std::vector<std::string> secrets;  // of the endpoint; several while one is rotated
  std::int64_t tolerance_s = 300;    // between the signature's time and now, before or after
  Mode mode = Mode::live;
  std::string serial_number_key = "serial_number";  // of the metadata
  bool until_period_end = true;        // a line of a subscription lasts until its paid period ends
  bool await_payment = true;           // a subscription's newest invoice must be paid to activate
  std::int64_t settled_for_days = 90;  // settled and dismissed inbox items are shown so long
  std::map<std::string, Sold, std::less<>> prices;
  std::map<std::string, Sold, std::less<>> products;          // where the price is not listed
  std::map<std::string, std::string, std::less<>> customers;  // to serial numbers, as a last resort

  /// What the price, or else its product, stands for; null where neither is listed.
  const Sold* sold(std::string_view price, std::string_view product) const;
};

/// Reads the file. The failure names the file, the line and the key. Files of secrets are looked
/// for beside it.
ledger::Result<MappingConfig> load_mapping_config(const std::string& path);

}  // namespace tools::stripe
