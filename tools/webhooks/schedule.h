#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ledger/time.h"

namespace tools::webhooks {

/// The wait before each attempt: the first one from the creation of the message, each other from
/// the attempt before. Its length is the maximum number of attempts.
using Schedule = std::vector<std::chrono::milliseconds>;

/// The one of Standard Webhooks: immediately, after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h,
/// 24 h.
Schedule usual_schedule();
/// Seconds separated by commas, such as `0,1,2.5`; `nullopt` for anything else.
std::optional<Schedule> schedule_from(std::string_view text);

/// The next attempt after `tries` failed ones, the last of them at `now`; `nullopt` if there is
/// none. `dice` (any number) spreads it over a tenth of the wait, so that messages that failed
/// together are not retried together. `retry_after` is what the receiver requested, honored if it
/// is later than the schedule, and up to one day.
std::optional<ledger::Instant> next_attempt(const Schedule& schedule, std::size_t tries,
                                            ledger::Instant now, std::uint64_t dice,
                                            std::optional<std::chrono::seconds> retry_after);

}  // namespace tools::webhooks
