#pragma once

#include <string>
#include <vector>

#include "ledger/event.h"

namespace tools::bench {

/// What a billing system and a service desk send, event by event: invoices, their payments, and
/// service requests, spread over many licenses. Deterministic.
class Workload {
 public:
  explicit Workload(std::size_t licenses) : licenses_(licenses) {}

  /// The definitions, then each license registered, bound and bought.
  std::vector<ledger::Event> opening() const;
  ledger::Event next();

 private:
  std::string serial_number(std::size_t license) const;

  std::size_t licenses_;
  std::uint64_t sent_ = 0;
};

/// One license with `seats` seats in use, a pending purchase, and reasons that block it.
std::vector<ledger::EventPtr> blocked_license(std::size_t seats);

}  // namespace tools::bench
