#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tools/sample/customer.h"

/// Three years of a vendor and its customers, made up from a seed and run through a real ledger:
/// what the log decides, refuses and explains is the work of the actual rules.
namespace tools::sample {

inline constexpr std::int64_t fewest_licenses = 50;
inline constexpr std::int64_t most_licenses = 1'000;

struct SampleOptions {
  std::uint64_t seed = 1;
  std::int64_t licenses = 300;
  std::int64_t events = 50'000;  // approximate; at least what the contracts alone cause
  Date end;
};

class Sample {
 public:
  /// Creates the ledger in `directory`.
  Sample(const SampleOptions& options, const std::string& directory);
  /// Runs all three years; returns false as soon as `keep_going` does.
  bool run(const std::function<bool()>& keep_going = [] { return true; });
  const Simulation& simulation() const { return simulation_; }

 private:
  void plan_catalog();
  void plan_customers();
  void plan_customer(std::size_t index);
  void plan_stories(Customer& customer, std::size_t index, std::int64_t joined);
  void plan_traffic();
  void generate_traffic();
  void on_day(std::int64_t day, Simulation::AgendaTask task);

  SampleOptions options_;
  Dice dice_;
  ledger::SigningKey key_;
  Simulation simulation_;
  Systems systems_;
  CompanyNames names_;
  Scene scene_;
  std::vector<std::unique_ptr<Customer>> customers_;
};

}  // namespace tools::sample
