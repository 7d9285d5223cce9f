#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ledger/event.h"
#include "ledger/mutex.h"
#include "ledger/store.h"
#include "ledger/stream.h"

namespace ledger {

/// The events of each stream, to be folded: read from the log when first requested, then held in a
/// bounded cache. Never shows an event that is not on disk. Any thread may read; one thread
/// publishes.
class StreamCache {
 public:
  explicit StreamCache(const Store& store, std::size_t max_cached_events =
                                               MemoryShares::of(usual_memory).decoded_events)
      : store_(store),
        max_cached_events_(max_cached_events),
        catalog_(std::make_shared<const Events>()) {}

  /// At the start, before anyone reads: where the log ended when the directory was saved.
  void restore(Position end);
  /// Makes events visible that have just been synced, in the order of their positions.
  void publish(const Events& events);

  /// Has `listener` called after each publication, on the publishing thread: it must be quick. What
  /// is returned ends that: then the listener is not running and never will.
  using Listener = std::function<void()>;
  [[nodiscard]] std::function<void()> listen(Listener listener);

  /// Where streams end is read from the saved directory, but for those that have changed since.
  /// What was published until `drain` is saved when `drained` is called. The publishing thread.
  void drain();
  void drained();

  /// `nullopt` for a serial number without events.
  Result<std::optional<StreamHead>> head(std::string_view serial_number) const;
  /// All events of a license, oldest first; empty if it is unknown.
  Result<Events> of(std::string_view serial_number) const;
  /// Those after a revision.
  Result<Events> after(std::string_view serial_number, Revision revision) const;
  /// All definitions and policies, oldest first.
  std::shared_ptr<const Events> catalog() const;
  /// One more than the last position published.
  Position end() const;

 private:
  struct Entry {
    Events events;
    std::list<std::string>::iterator used;
  };
  using Heads = boost::unordered_flat_map<std::string, StreamHead>;

  void take(const Events& events);
  std::optional<StreamHead> unsaved_head(const std::string& serial_number) const
      LEDGER_REQUIRES(mutex_);
  /// `saves`: how many saves were completed when it was looked up.
  Result<std::optional<StreamHead>> find_head(const std::string& serial_number,
                                              std::uint64_t& saves) const;
  void keep(const std::string& serial_number, const Events& events, std::uint64_t saves) const;

  const Store& store_;
  const std::size_t max_cached_events_;
  mutable Mutex mutex_;
  Heads recent_ LEDGER_GUARDED_BY(mutex_);
  Heads draining_ LEDGER_GUARDED_BY(mutex_);
  mutable Heads saved_ LEDGER_GUARDED_BY(mutex_);  // some of those in the store
  std::uint64_t saves_ LEDGER_GUARDED_BY(mutex_) = 0;
  std::shared_ptr<const Events> catalog_ LEDGER_GUARDED_BY(mutex_);
  Position end_ LEDGER_GUARDED_BY(mutex_);
  mutable std::unordered_map<std::string, Entry> cache_ LEDGER_GUARDED_BY(mutex_);
  mutable std::list<std::string> by_use_ LEDGER_GUARDED_BY(mutex_);  // most recent first
  mutable std::size_t cached_events_ LEDGER_GUARDED_BY(mutex_) = 0;
  Mutex listening_;
  std::map<std::uint64_t, Listener> listeners_ LEDGER_GUARDED_BY(listening_);
  std::uint64_t listened_ LEDGER_GUARDED_BY(listening_) = 0;  // listeners ever
};

/// The events that were recorded up to and including `known_at`.
Events known_at(const Events& events, Instant known_at);

}  // namespace ledger
