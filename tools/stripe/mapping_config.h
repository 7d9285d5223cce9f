#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/result.h"

namespace tools::stripe {

/// What a Stripe price or product sells: `units` of a module for each one bought.
struct Sold {
  std::string module_name;  // empty: not a module, such as a day of training
  std::int64_t units = 1;
};

/// Which of Stripe's modes events are accepted from. Those of the other mode go to the inbox.
enum class Mode : std::uint8_t { live, test, any };

/// How Stripe's objects map to the ledger: a TOML file, described in docs/stripe.md.
struct MappingConfig {
  std::vector<std::string> secrets;  // of the endpoint; more than one during rotation
  std::int64_t tolerance_s = 300;    // between the signature's time and now, either way
  Mode mode = Mode::live;
  std::string serial_number_key = "serial_number";  // of the metadata
  bool until_period_end = true;        // subscription lines last until the paid period ends
  bool await_payment = true;           // a subscription's newest invoice must be paid to activate
  std::int64_t settled_for_days = 90;  // how long closed inbox items are shown
  std::map<std::string, Sold, std::less<>> prices;
  std::map<std::string, Sold, std::less<>> products;          // if the price is not listed
  std::map<std::string, std::string, std::less<>> customers;  // to serial numbers; the last resort

  /// What the price, or else its product, sells; null if neither is listed.
  const Sold* sold(std::string_view price, std::string_view product) const;
};

/// Reads the file; a failure names file, line and key. Paths of secret files are relative to it.
ledger::Result<MappingConfig> load_mapping_config(const std::string& path);

}  // namespace tools::stripe
