#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace tools::access {

/// Limits the requests of each key in a window of time: a burst of all of them, then an even rate
/// (the generic cell rate algorithm). Any thread.
class RateLimiter {
 public:
  using Clock = std::chrono::steady_clock;

  /// `requests` in each `window`; 0: unlimited.
  RateLimiter(std::uint64_t requests, std::chrono::seconds window)
      : requests_(requests), window_(window) {}

  bool limits() const { return requests_ > 0; }
  std::uint64_t requests() const { return requests_; }
  std::chrono::seconds window() const { return window_; }

  struct Allowance {
    bool allowed = true;
    std::uint64_t remaining = 0;      // that may follow immediately
    std::chrono::seconds full_in{0};  // until the whole burst is available again, rounded up
    std::chrono::seconds next_in{0};  // until the next one is allowed, rounded up; 0: now
  };
  /// Counts the request if it is allowed.
  Allowance take(std::string_view key, Clock::time_point now);

 private:
  Allowance allowance_at(Clock::time_point full_at, Clock::time_point now) const;
  Clock::duration interval() const;
  void remove_full(Clock::time_point now);

  const std::uint64_t requests_;
  const std::chrono::seconds window_;
  std::mutex mutex_;
  // When the whole burst of a key is available again; now, for a key that is not here.
  std::map<std::string, Clock::time_point, std::less<>> full_at_;
  std::size_t sweep_at_ = 1024;  // number of keys at which those with a whole burst are removed
};

}  // namespace tools::access
