#include "tools/webhooks/schedule.h"

#include <algorithm>
#include <charconv>

namespace tools::webhooks {
namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;

constexpr auto max_retry_after = 24h;
constexpr double max_seconds = 30.0 * 24 * 3600;

std::optional<std::chrono::milliseconds> seconds_in(std::string_view text) {
  double seconds = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, seconds);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  if (!(seconds >= 0 && seconds <= max_seconds)) return std::nullopt;
  return std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000)};
}

}  // namespace

Schedule usual_schedule() { return {0s, 5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h}; }

std::optional<Schedule> schedule_from(std::string_view text) {
  constexpr std::size_t max_attempts = 50;
  Schedule schedule;
  while (true) {
    const auto comma = text.find(',');
    const auto wait = seconds_in(text.substr(0, comma));
    if (!wait || schedule.size() == max_attempts) return std::nullopt;
    schedule.push_back(*wait);
    if (comma == std::string_view::npos) return schedule;
    text.remove_prefix(comma + 1);
  }
}

std::optional<ledger::Instant> next_attempt(const Schedule& schedule, std::size_t tries,
                                            ledger::Instant now, std::uint64_t dice,
                                            std::optional<std::chrono::seconds> retry_after) {
  if (tries >= schedule.size()) return std::nullopt;
  const std::int64_t wait = microseconds{schedule[tries]}.count();
  const std::int64_t spread = wait / 10;
  std::int64_t after = wait;
  if (spread > 0) {
    after += static_cast<std::int64_t>(dice % static_cast<std::uint64_t>(spread));
  }
  if (retry_after) {
    const auto honored = std::min<microseconds>(*retry_after, max_retry_after);
    after = std::max(after, honored.count());
  }
  return ledger::Instant{now.micros + after};
}

}  // namespace tools::webhooks
