#include "tools/api/position_waiter.h"

#include <algorithm>

namespace tools::api {

PositionWaiter::PositionWaiter(ledger::StreamCache& streams, const http::Traffic& traffic)
    : streams_(streams), traffic_(traffic), thread_([this] { run(); }) {
  unlisten_ = streams_.listen([this] {
    {
      const std::scoped_lock lock{mutex_};
      if (waiting_.empty()) return;
      published_ = true;
    }
    wake_.notify_one();
  });
}

PositionWaiter::~PositionWaiter() {
  unlisten_();
  {
    const std::scoped_lock lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void PositionWaiter::wait(ledger::Position position, Done done) {
  constexpr auto max_wait = std::chrono::seconds{5};
  {
    const std::scoped_lock lock{mutex_};
    waiting_.push_back({position, Clock::now() + max_wait, std::move(done)});
    published_ = true;  // perhaps before it was waited for
  }
  wake_.notify_one();
}

void PositionWaiter::run() {
  // Nobody tells it of the server's stop, or of a time that is over: it looks now and then.
  constexpr auto look_every = std::chrono::milliseconds{100};
  std::unique_lock lock{mutex_};
  while (true) {
    if (waiting_.empty()) {
      if (stopping_) return;
      wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    } else {
      wake_.wait_for(lock, look_every, [this] { return stopping_ || published_; });
    }
    published_ = false;
    finish_waits(lock);
  }
}

void PositionWaiter::finish_waits(std::unique_lock<std::mutex>& lock) {
  const auto end = streams_.end();
  const auto now = Clock::now();
  const bool stopping = stopping_ || traffic_.stopping;
  const auto over = std::partition(waiting_.begin(), waiting_.end(), [&](const Waiting& each) {
    return each.position >= end && now < each.until && !stopping;
  });
  std::vector<Waiting> answered{std::make_move_iterator(over),
                                std::make_move_iterator(waiting_.end())};
  waiting_.erase(over, waiting_.end());
  lock.unlock();
  for (const auto& each : answered) each.done(each.position < end);
  lock.lock();
}

}  // namespace tools::api
