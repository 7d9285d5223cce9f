#pragma once

#include <chrono>

#include "ledger/time.h"

namespace tools::sample {

using ledger::Date;
using ledger::Instant;

/// The same day of another year; February 29 becomes February 28 if need be.
inline Date plus_years(Date date, int years) {
  using namespace std::chrono;
  year_month_day day{sys_days{days{date.days}}};
  day += std::chrono::years{years};
  if (!day.ok()) day = day.year() / day.month() / last;
  return {static_cast<std::int32_t>(sys_days{day}.time_since_epoch().count())};
}

inline int year_of(Date date) {
  using namespace std::chrono;
  return static_cast<int>(year_month_day{sys_days{days{date.days}}}.year());
}

/// Saturdays and Sundays become the following Monday.
inline Date working_day(Date date) {
  using namespace std::chrono;
  const auto weekday = std::chrono::weekday{sys_days{days{date.days}}}.iso_encoding();
  return plus_days(date, weekday < 6 ? 0 : 8 - static_cast<int>(weekday));
}

inline constexpr std::int64_t micros_per_minute = 60'000'000;

}  // namespace tools::sample
