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

/// With the next request counted, the key would be full again one interval later; it is allowed as
/// long as that is no further away than the window.
RateLimiter::Verdict RateLimiter::judge(Clock::time_point full_at, Clock::time_point now) const {
  const auto owed = std::max(full_at, now) - now;
  const auto most = interval() * static_cast<Clock::rep>(requests_);
  const auto room = most - owed;
  Verdict verdict;
  verdict.allowed = room >= interval();
  verdict.remaining = static_cast<std::uint64_t>(std::max<Clock::rep>(0, room / interval()));
  verdict.full_in = rounded_up(owed);
  if (!verdict.allowed) verdict.next_in = rounded_up(interval() - room);
  return verdict;
}

RateLimiter::Verdict RateLimiter::take(std::string_view key, Clock::time_point now) {
  if (!limits()) return {};
  const std::scoped_lock lock{mutex_};
  if (full_at_.size() >= sweep_at_) forget_full(now);
  auto found = full_at_.find(key);
  if (found == full_at_.end()) found = full_at_.emplace(key, now).first;
  const Verdict before = judge(found->second, now);
  if (!before.allowed) return before;
  found->second = std::max(found->second, now) + interval();
  Verdict after = judge(found->second, now);
  after.allowed = true;
  after.next_in = std::chrono::seconds{0};
  return after;
}

/// So that keys that come once do not stay for ever. What is left is at most doubled before the
/// next sweep: the cost of one is spread over as many requests.
void RateLimiter::forget_full(Clock::time_point now) {
  std::erase_if(full_at_, [&](const auto& entry) { return entry.second <= now; });
  sweep_at_ = std::max<std::size_t>(1024, full_at_.size() * 2);
}

}  // namespace tools::access
