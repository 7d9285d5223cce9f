#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "ledger/thread_annotations.h"

namespace ledger {

/// A std::mutex that annotations can name. Members that it guards are LEDGER_GUARDED_BY it.
class LEDGER_CAPABILITY("mutex") Mutex {
 public:
  void lock() LEDGER_ACQUIRE() { mutex_.lock(); }
  void unlock() LEDGER_RELEASE() { mutex_.unlock(); }

 private:
  friend class MutexLock;
  std::mutex mutex_;
};

/// Holds a Mutex until the end of its scope, or until `unlock`. Waits on a std::condition_variable
/// with the mutex released meanwhile. A predicate that reads what the mutex guards declares it:
/// `lock.wait(wake_, [this]() LEDGER_REQUIRES(mutex_) { return stopping_; });`
class LEDGER_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) LEDGER_ACQUIRE(mutex) : lock_(mutex.mutex_) {}
  ~MutexLock() LEDGER_RELEASE() {}
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  void unlock() LEDGER_RELEASE() { lock_.unlock(); }

  template <class Ready>
  void wait(std::condition_variable& condition, Ready ready) {
    condition.wait(lock_, std::move(ready));
  }
  /// False if `ready` is still false after `time`.
  template <class Rep, class Period, class Ready>
  bool wait_for(std::condition_variable& condition, std::chrono::duration<Rep, Period> time,
                Ready ready) {
    return condition.wait_for(lock_, time, std::move(ready));
  }
  template <class Clock, class Duration, class Ready>
  bool wait_until(std::condition_variable& condition, std::chrono::time_point<Clock, Duration> time,
                  Ready ready) {
    return condition.wait_until(lock_, time, std::move(ready));
  }

 private:
  std::unique_lock<std::mutex> lock_;
};

}  // namespace ledger
