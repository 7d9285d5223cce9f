#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "ledger/mutex.h"
#include "ledger/stream_cache.h"
#include "replay/tracked_license.h"

namespace replay {

/// The licenses that were asked about last, each brought up to what is published when it is asked
/// about again: a question about now costs what is new, not the whole history. Any thread; one
/// license is used by one thread at a time, and no thread waits for another license.
class LicenseCache {
 public:
  LicenseCache(const ledger::StreamCache& streams, std::uint64_t max_events)
      : streams_(streams), catalogs_(streams), max_events_(max_events) {}

  static constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();
  enum class Found : std::uint8_t { yes, not_registered, takes_long };

  /// Calls `use` with the license as known and the instant at which it is shown, if it is
  /// registered: `now`, or when its last event was recorded, which may be later by the time that
  /// the question took. `use` must be quick: the license is locked. `takes_long`, without a call,
  /// if more than `most` events must be folded first, or if another thread is at it.
  using Use = std::function<void(const TrackedLicense&, Instant at)>;
  ledger::Result<Found> with(std::string_view serial_number, Instant now, std::uint64_t most,
                             const Use& use) const;

 private:
  /// The license itself is locked with it, but for `folding`: whether a thread is bringing it
  /// forward for longer than others should wait.
  struct Entry {
    ledger::Mutex mutex;
    std::atomic<bool> folding{false};
    std::optional<TrackedLicense> license LEDGER_GUARDED_BY(mutex);
  };
  struct Place {
    std::shared_ptr<Entry> entry;
    std::list<std::string>::iterator used;
    std::uint64_t events = 0;
  };

  std::shared_ptr<Entry> entry_of(const std::string& serial_number) const;
  /// False if it takes long.
  ledger::Result<bool> bring_forward(Entry& entry, const std::string& serial_number, Instant now,
                                     std::uint64_t most) const LEDGER_REQUIRES(entry.mutex);
  void weigh(const std::string& serial_number, std::uint64_t events) const;

  const ledger::StreamCache& streams_;
  const CatalogCache catalogs_;
  const std::uint64_t max_events_;
  mutable ledger::Mutex mutex_;
  mutable std::unordered_map<std::string, Place> places_ LEDGER_GUARDED_BY(mutex_);
  mutable std::list<std::string> by_use_ LEDGER_GUARDED_BY(mutex_);  // most recent first
  mutable std::uint64_t events_ LEDGER_GUARDED_BY(mutex_) = 0;
};

}  // namespace replay
