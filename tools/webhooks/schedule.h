#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ledger/time.h"

namespace tools::webhooks {

/// When a message is tried again: each wait is counted from the attempt before, and the first from
/// when the message was made. Its length is how often a message is tried.
using Schedule = std::vector<std::chrono::milliseconds>;

/// That of Standard Webhooks: at once, after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h.
Schedule usual_schedule();
/// Seconds with commas between them, such as `0,1,2.5`; nothing for anything else, and for none.
std::optional<Schedule> schedule_from(std::string_view text);

/// The next attempt after `tries` that failed, the last of them at `now`; nothing when there is
/// none. `dice` (any number) spreads it over a tenth of the wait, so that what failed together does
/// not come back together. `asked`: what the receiver asked for with Retry-After, heard as far as
/// it is later than the schedule, and up to a day.
std::optional<ledger::Instant> next_attempt(const Schedule& schedule, std::size_t tries,
                                            ledger::Instant now, std::uint64_t dice,
                                            std::optional<std::chrono::seconds> asked);

}  // namespace tools::webhooks
