#pragma once

#include <ostream>
#include <string_view>

#include "ledger/time.h"

namespace tests {

inline ledger::Instant at(std::string_view instant_or_date) {
  return ledger::parse_instant_or_date(instant_or_date).value();
}
inline ledger::Date on(std::string_view date) { return ledger::parse_date(date).value(); }

/// Where test clocks stand at first.
inline constexpr std::string_view start_of_tests = "2026-03-01T00:00:00Z";

}  // namespace tests

namespace ledger {

/// For the messages of failed tests.
inline void PrintTo(Instant at, std::ostream* out) { *out << to_text(at); }
inline void PrintTo(Date date, std::ostream* out) { *out << to_text(date); }

}  // namespace ledger
