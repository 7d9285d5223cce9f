#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ledger/event.h"
#include "ledger/store.h"
#include "ledger/stream.h"

namespace ledger {

/// The events of each stream, for whoever folds them: read from the log when first asked for, kept
/// in a bounded cache, and never showing an event that is not on disk. Any thread may read; one
/// thread publishes.
class StreamCache {
 public:
  explicit StreamCache(const ledger::Store& store, std::size_t max_cached_events = 1'000'000)
      : store_(store), max_cached_events_(max_cached_events) {}

  /// At start, before anybody reads: where a stream ends, and where the log does.
  void restore(std::string serial_number, ledger::StreamHead head);
  void restore(ledger::Position end);
  /// Makes events visible that have just been synced, in the order of their positions.
  void publish(const Events& events);

  /// Nothing for a serial number that was never registered.
  std::optional<ledger::StreamHead> head(std::string_view serial_number) const;
  /// Of every license, in no order.
  std::vector<std::string> serial_numbers() const;
  /// All events of a license, oldest first; empty for an unknown one.
  ledger::Result<Events> of(std::string_view serial_number) const;
  /// All definitions and policies, oldest first.
  std::shared_ptr<const Events> catalog() const;
  /// One more than the last position published.
  ledger::Position end() const;

 private:
  struct Entry {
    Events events;
    std::list<std::string>::iterator used;
  };
  using Heads = boost::unordered_flat_map<std::string, ledger::StreamHead>;

  void keep(const std::string& serial_number, const Events& events) const;

  const ledger::Store& store_;
  const std::size_t max_cached_events_;
  mutable std::mutex mutex_;
  Heads heads_;
  std::shared_ptr<const Events> catalog_ = std::make_shared<const Events>();
  ledger::Position end_;
  mutable std::unordered_map<std::string, Entry> cache_;
  mutable std::list<std::string> by_use_;  // the latest first
  mutable std::size_t cached_events_ = 0;
};

/// What was recorded until `known_at`, that instant included.
Events known_at(const Events& events, Instant known_at);

}  // namespace ledger
