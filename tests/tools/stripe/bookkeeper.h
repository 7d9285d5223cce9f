#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <vector>

#include "ledger/event.h"
#include "tools/stripe/dossiers.h"

namespace tests::stripe {

/// Prices price_sales (ten-sales), price_bundle (10 ten-service each) and price_training (no
/// module); customer cus_known.
tools::stripe::MappingConfig example_config();

/// Processes Stripe's events as the server does, but in memory, and keeps the facts.
class Bookkeeper {
 public:
  explicit Bookkeeper(tools::stripe::MappingConfig config = example_config())
      : config_(std::move(config)) {}

  void take(const boost::json::object& event);
  /// Why an event is not entirely in the facts; empty if it is.
  std::string problem_of(const std::string& event) const;
  const std::vector<ledger::Event>& facts() const { return facts_; }
  const std::map<std::string, tools::stripe::MappingProblem>& problems() const { return problems_; }

  /// What the ledger holds at an instant (Unix seconds), as text with a line for each register that
  /// is not empty.
  std::string state(std::int64_t at) const;
  /// The amount of an invoice that is open.
  std::int64_t open(const std::string& invoice, std::int64_t at) const;
  std::string lines(const std::string& serial, std::int64_t at) const;

 private:
  struct Held {
    const ledger::Event* event;
    std::size_t place;
  };
  std::map<std::string, Held> held(std::int64_t at) const;

  tools::stripe::MappingConfig config_;
  std::map<std::string, std::string> kept_;
  std::vector<ledger::Event> facts_;
  std::map<std::string, tools::stripe::MappingProblem> problems_;
};

}  // namespace tests::stripe
