#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "ledger/stream_cache.h"
#include "tools/http/traffic.h"

namespace tools::api {

/// Waits until readers see the log up to a position, for questions with `min_position`. Any thread.
class PositionWaiter {
 public:
  using Done = std::function<void(bool reached)>;

  /// Listens to `streams`, which nobody else does.
  PositionWaiter(ledger::StreamCache& streams, const http::Traffic& traffic);
  ~PositionWaiter();
  PositionWaiter(const PositionWaiter&) = delete;
  PositionWaiter& operator=(const PositionWaiter&) = delete;

  /// Calls `done` once, on another thread: true as soon as the event at `position` can be read;
  /// false after 5 seconds, or when the server stops.
  void wait(ledger::Position position, Done done);

 private:
  using Clock = std::chrono::steady_clock;
  struct Waiting {
    ledger::Position position;
    Clock::time_point until;
    Done done;
  };

  void run();
  void finish_waits(std::unique_lock<std::mutex>& lock);

  ledger::StreamCache& streams_;
  std::function<void()> unlisten_;
  const http::Traffic& traffic_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Waiting> waiting_;
  bool published_ = false;  // since it was last looked
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tools::api
