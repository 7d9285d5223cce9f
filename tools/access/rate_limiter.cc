#include "tools/access/rate_limiter.h"

#include <algorithm>

namespace tools::access {
namespace {

std::chrono::seconds rounded_up(RateLimiter::Clock::duration time) {
  return std::chrono::ceil<std::chrono::seconds>(time);
}

}  // namespace

RateLimiter::Clock::duration RateLimiter::interval() const {
  return std::max<Clock::duration>(Clock::duration{1},
                                   Clock::duration{window_} / static_cast<Clock::rep>(requests_));
}

/// Each request moves the time at which the burst is whole by one interval; it is allowed if that
/// time stays within the window.
RateLimiter::Allowance RateLimiter::allowance_at(Clock::time_point full_at,
                                                 Clock::time_point now) const {
  const auto owed = std::max(full_at, now) - now;
  const auto most = interval() * static_cast<Clock::rep>(requests_);
  const auto room = most - owed;
  Allowance allowance;
  allowance.allowed = room >= interval();
  allowance.remaining = static_cast<std::uint64_t>(std::max<Clock::rep>(0, room / interval()));
  allowance.full_in = rounded_up(owed);
  if (!allowance.allowed) allowance.next_in = rounded_up(interval() - room);
  return allowance;
}

RateLimiter::Allowance RateLimiter::take(std::string_view key, Clock::time_point now) {
  if (!limits()) return {};
  const std::scoped_lock lock{mutex_};
  if (full_at_.size() >= sweep_at_) remove_full(now);
  auto found = full_at_.find(key);
  if (found == full_at_.end()) found = full_at_.emplace(key, now).first;
  const Allowance before = allowance_at(found->second, now);
  if (!before.allowed) return before;
  found->second = std::max(found->second, now) + interval();
  Allowance after = allowance_at(found->second, now);
  after.allowed = true;
  after.next_in = std::chrono::seconds{0};
  return after;
}

/// Keys that are used once must not stay forever. The number of keys at most doubles before the
/// next sweep, so its cost is spread over as many requests.
void RateLimiter::remove_full(Clock::time_point now) {
  std::erase_if(full_at_, [&](const auto& entry) { return entry.second <= now; });
  sweep_at_ = std::max<std::size_t>(1024, full_at_.size() * 2);
}

}  // namespace tools::access
