#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace ledger {

/// Whole days since 1970-01-01, proleptic Gregorian calendar, years 0001 to 9999.
struct Date {
  std::int32_t days = 0;
  auto operator<=>(const Date&) const = default;
};

/// Microseconds since 1970-01-01T00:00:00Z. UTC, without leap seconds.
struct Instant {
  std::int64_t micros = 0;
  auto operator<=>(const Instant&) const = default;
};

inline constexpr std::int64_t micros_per_day = 86'400'000'000;
inline constexpr Instant earliest{std::numeric_limits<std::int64_t>::min()};
inline constexpr Instant latest{std::numeric_limits<std::int64_t>::max()};

inline constexpr Date plus_days(Date date, std::int64_t days) {
  return {static_cast<std::int32_t>(date.days + days)};
}
inline constexpr Instant plus_days(Instant at, std::int64_t days) {
  return {at.micros + days * micros_per_day};
}
/// A date means 00:00Z of that day.
inline constexpr Instant start_of(Date date) { return {date.days * micros_per_day}; }
/// The UTC day that holds `at`, also before 1970.
inline constexpr Date date_of(Instant at) {
  const auto whole = at.micros / micros_per_day;
  return {static_cast<std::int32_t>(at.micros % micros_per_day < 0 ? whole - 1 : whole)};
}

/// `YYYY-MM-DD` (RFC 3339 full-date); `nullopt` for anything else, including 2025-02-29.
std::optional<Date> parse_date(std::string_view text);
/// RFC 3339 date-time with `Z` or an offset. A fraction is cut to microseconds; second 60 is
/// rejected.
std::optional<Instant> parse_instant(std::string_view text);
/// Either of the two: a date means its first instant.
std::optional<Instant> parse_instant_or_date(std::string_view text);

std::string to_text(Date date);
/// RFC 3339 with `Z`; the fraction has 0, 3 or 6 digits, as few as are exact.
std::string to_text(Instant at);

/// The only reader of the system clock; everything else receives the time.
Instant system_now();
/// The same instant as the machine's clock counts it, in nanoseconds, which end in the year 2262.
std::chrono::system_clock::time_point system_time(Instant at);

}  // namespace ledger
