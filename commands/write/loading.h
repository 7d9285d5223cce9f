#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "commands/live/writer_state.h"
#include "commands/write/queued.h"
#include "ledger/mutex.h"
#include "ledger/store.h"

namespace commands::write {

/// Requests that wait for licenses with a long history, which a thread of its own loads, one after
/// another: requests about other licenses go on. Used by the writer's thread, but for `arrived`.
class Loading {
 public:
  /// Licenses of `long_history` events or more are loaded here. `arrived` is called on the loading
  /// thread when there is something to adopt.
  Loading(const ledger::Store& store, std::uint64_t long_history, std::function<void()> arrived);
  ~Loading();
  Loading(const Loading&) = delete;
  Loading& operator=(const Loading&) = delete;

  /// Takes the request, and returns true, if one of the licenses that it is about must be loaded
  /// first. Of a request that is divided, the next events are considered.
  bool set_aside_if_cold(Queued& request, live::WriterState& state);
  /// Hands over what has been loaded, and returns the requests that waited for nothing else. The
  /// failure of a read is the state's.
  std::vector<Queued> adopt_into(live::WriterState& state);
  /// All that wait, which must not be performed.
  std::vector<Queued> give_up();
  /// The number of requests that wait.
  std::size_t size() const { return size_; }

 private:
  struct Waiting {
    Queued request;
    std::size_t missing = 0;  // licenses
  };
  struct Wanted {
    live::LicenseHead license;
    ledger::Instant now;
  };
  struct Arrived {
    live::LicenseHead license;
    ledger::Result<live::LoadedLicense> loaded;
  };
  std::vector<live::LicenseHead> cold_of(const Queued& request, live::WriterState& state) const;
  void run();

  const ledger::Store& store_;
  const std::uint64_t long_history_;
  const std::function<void()> arrived_;
  std::unordered_map<std::string, std::vector<std::shared_ptr<Waiting>>> waiting_;  // by license
  std::size_t size_ = 0;

  ledger::Mutex mutex_;
  std::condition_variable wake_;
  std::deque<Wanted> wanted_ LEDGER_GUARDED_BY(mutex_);
  std::vector<Arrived> loaded_ LEDGER_GUARDED_BY(mutex_);
  bool stopping_ LEDGER_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace commands::write
