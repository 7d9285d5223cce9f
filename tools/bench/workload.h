#pragma once

#include <string>
#include <vector>

#include "ledger/event.h"

namespace tools::bench {

/// What a billing system and a service desk send, event by event: invoices, payments of them, now
/// and then a reversal, a purchase or a service request, spread over many licenses. Deterministic.
class Workload {
 public:
  explicit Workload(std::size_t licenses) : licenses_(licenses) {}

  /// Definitions, and each license registered, bought and paid.
  std::vector<ledger::Event> opening() const;
  ledger::Event next();

 private:
  std::string serial_number(std::size_t license) const;

  std::size_t licenses_;
  std::uint64_t sent_ = 0;
};

/// One license with `seats` seats in use, something pending, and reasons against it.
std::vector<ledger::EventPtr> blocked_license(std::size_t seats);

}  // namespace tools::bench
