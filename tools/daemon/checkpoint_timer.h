#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "ledger/proof/checkpointer.h"

namespace tools::daemon {

/// Signs a checkpoint of what the log has grown to, every so often and once more at the end, on a
/// thread of its own. One that cannot be signed is a log that cannot be trusted: `failed` is told,
/// once, and nothing more is signed.
class CheckpointTimer {
 public:
  CheckpointTimer(ledger::proof::Checkpointer& checkpointer, const ledger::proof::Tree& tree,
                  std::chrono::milliseconds every,
                  std::function<void(const ledger::Failure&)> failed);
  ~CheckpointTimer() { stop(); }
  CheckpointTimer(const CheckpointTimer&) = delete;
  CheckpointTimer& operator=(const CheckpointTimer&) = delete;

  /// Signs for the last time, and ends the thread. Once.
  void stop();

 private:
  void run();
  bool sign();

  ledger::proof::Checkpointer& checkpointer_;
  const ledger::proof::Tree& tree_;
  const std::chrono::milliseconds every_;
  const std::function<void(const ledger::Failure&)> failed_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tools::daemon
