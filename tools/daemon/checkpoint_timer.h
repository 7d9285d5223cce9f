#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "ledger/proof/checkpointer.h"

namespace tools::daemon {

/// Signs a checkpoint of the growing log periodically, and once more at the end, on a thread of its
/// own. A log that cannot be signed cannot be trusted: `on_failure` is called, once, and nothing
/// more is signed.
class CheckpointTimer {
 public:
  CheckpointTimer(ledger::proof::Checkpointer& checkpointer, const ledger::proof::Tree& tree,
                  std::chrono::milliseconds interval,
                  std::function<void(const ledger::Failure&)> on_failure);
  ~CheckpointTimer() { stop(); }
  CheckpointTimer(const CheckpointTimer&) = delete;
  CheckpointTimer& operator=(const CheckpointTimer&) = delete;

  /// Signs for the last time and ends the thread. Call once.
  void stop();

 private:
  void run();
  bool sign();

  ledger::proof::Checkpointer& checkpointer_;
  const ledger::proof::Tree& tree_;
  const std::chrono::milliseconds interval_;
  const std::function<void(const ledger::Failure&)> on_failure_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tools::daemon
