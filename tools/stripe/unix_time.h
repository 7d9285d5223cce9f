#pragma once

#include <cstdint>

#include "ledger/time.h"

/// Instants as Stripe states them, and as they are stored: whole seconds since 1970.
namespace tools::stripe {

inline constexpr std::int64_t micros_per_second = 1'000'000;

inline constexpr ledger::Instant from_unix(std::int64_t seconds) {
  return {seconds * micros_per_second};
}
inline constexpr std::int64_t unix_seconds(ledger::Instant at) {
  return at.micros / micros_per_second;
}

}  // namespace tools::stripe
