#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace tools::access {

/// Lets each key have so many requests in a window of time: all at once if it likes, then as they
/// grow back, evenly (the generic cell rate algorithm). Any thread.
class RateLimiter {
 public:
  using Clock = std::chrono::steady_clock;

  /// `requests` in each `window`; 0: as many as they like.
  RateLimiter(std::uint64_t requests, std::chrono::seconds window)
      : requests_(requests), window_(window) {}

  bool limits() const { return requests_ > 0; }
  std::uint64_t requests() const { return requests_; }
  std::chrono::seconds window() const { return window_; }

  struct Verdict {
    bool allowed = true;
    std::uint64_t remaining = 0;      // that may follow at once
    std::chrono::seconds full_in{0};  // until all of them may, rounded up
    std::chrono::seconds next_in{0};  // until the next one may, rounded up; 0 when it may now
  };
  /// Counts a request, unless there are too many.
  Verdict take(std::string_view key, Clock::time_point now);

 private:
  Verdict judge(Clock::time_point full_at, Clock::time_point now) const;
  Clock::duration interval() const;
  void forget_full(Clock::time_point now);

  const std::uint64_t requests_;
  const std::chrono::seconds window_;
  std::mutex mutex_;
  // When a key will have all its requests again; one that is not here has them.
  std::map<std::string, Clock::time_point, std::less<>> full_at_;
  std::size_t sweep_at_ = 1024;  // how many keys before those that are full are forgotten
};

}  // namespace tools::access
