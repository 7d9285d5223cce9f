#include "tools/daemon/checkpoint_timer.h"

namespace tools::daemon {

CheckpointTimer::CheckpointTimer(ledger::proof::Checkpointer& checkpointer,
                                 const ledger::proof::Tree& tree,
                                 std::chrono::milliseconds interval,
                                 std::function<void(const ledger::Failure&)> on_failure)
    : checkpointer_(checkpointer),
      tree_(tree),
      interval_(interval),
      on_failure_(std::move(on_failure)) {
  thread_ = std::thread{[this] { run(); }};
}

void CheckpointTimer::stop() {
  {
    const std::scoped_lock lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void CheckpointTimer::run() {
  bool stopping = false;
  while (!stopping) {
    {
      std::unique_lock lock{mutex_};
      wake_.wait_for(lock, interval_, [this] { return stopping_; });
      stopping = stopping_;
    }
    if (!sign()) return;
  }
}

bool CheckpointTimer::sign() {
  const auto checkpoint = checkpointer_.sign(tree_);
  if (!checkpoint) on_failure_(checkpoint.error());
  return checkpoint.has_value();
}

}  // namespace tools::daemon
