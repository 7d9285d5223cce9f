#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tools/sample/customer.h"

/// Three years of a vendor and its customers, made up from a seed, and lived through by a real
/// ledger: what is decided, refused and explained in the log is what the rules made of it.
namespace tools::sample {

inline constexpr std::int64_t fewest_licenses = 50;
inline constexpr std::int64_t most_licenses = 1'000;

struct Options {
  std::uint64_t seed = 1;
  std::int64_t licenses = 300;
  std::int64_t events = 50'000;  // about; never fewer than the contracts alone make
  Date end;
};

class Sample {
 public:
  /// The ledger is made in `directory`.
  Sample(const Options& options, const std::string& directory);
  /// All three years; false when `go_on` said no on the way.
  bool live(const std::function<bool()>& go_on = [] { return true; });
  const Driver& driver() const { return driver_; }

 private:
  void plan_catalog();
  void plan_customers();
  void introduce(std::size_t index);
  void plan_stories(Customer& customer, std::size_t index, std::int64_t joined);
  void plan_traffic();
  void make_traffic();
  void on_day(std::int64_t day, Driver::Action action);

  Options options_;
  Dice dice_;
  ledger::SigningKey key_;
  Driver driver_;
  Systems systems_;
  Names names_;
  Scene scene_;
  std::vector<std::unique_ptr<Customer>> customers_;
};

}  // namespace tools::sample
