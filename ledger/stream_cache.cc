#include "ledger/stream_cache.h"

#include <algorithm>

namespace ledger {

void StreamCache::restore(std::string serial_number, StreamHead head) {
  const MutexLock lock{mutex_};
  heads_.insert_or_assign(std::move(serial_number), head);
}

void StreamCache::restore(Position end) {
  const MutexLock lock{mutex_};
  end_ = end;
}

void StreamCache::listen(std::function<void()> listener) {
  const MutexLock lock{listening_};
  listener_ = std::move(listener);
}

void StreamCache::publish(const Events& events) {
  if (events.empty()) return;
  take(events);
  const MutexLock lock{listening_};
  if (listener_) listener_();
}

void StreamCache::take(const Events& events) {
  const MutexLock lock{mutex_};
  std::shared_ptr<Events> catalog;
  for (const auto& event : events) {
    const auto stream = stream_of(*event);
    if (stream == catalog_stream) {
      if (!catalog) catalog = std::make_shared<Events>(*catalog_);
      catalog->push_back(event);
      continue;
    }
    heads_.insert_or_assign(event->subject, StreamHead{event->position, event->revision});
    if (cache_.empty()) continue;
    if (const auto cached = cache_.find(event->subject); cached != cache_.end()) {
      cached->second.events.push_back(event);
      ++cached_events_;
    }
  }
  if (catalog) catalog_ = std::move(catalog);
  end_ = next(events.back()->position);
}

std::optional<StreamHead> StreamCache::head(std::string_view serial_number) const {
  const MutexLock lock{mutex_};
  const auto found = heads_.find(std::string{serial_number});
  if (found == heads_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string> StreamCache::serial_numbers() const {
  const MutexLock lock{mutex_};
  std::vector<std::string> serial_numbers;
  serial_numbers.reserve(heads_.size());
  for (const auto& [serial_number, head] : heads_) serial_numbers.push_back(serial_number);
  return serial_numbers;
}

Result<Events> StreamCache::of(std::string_view serial_number) const {
  const std::string key{serial_number};
  StreamHead head;
  {
    const MutexLock lock{mutex_};
    const auto found = heads_.find(key);
    if (found == heads_.end()) return Events{};
    if (const auto cached = cache_.find(key); cached != cache_.end()) {
      by_use_.splice(by_use_.begin(), by_use_, cached->second.used);
      return cached->second.events;
    }
    head = found->second;
  }
  // Outside the lock: the log is slow, and what has been published never changes.
  auto events = read_stream(store_, head);
  if (events) keep(key, *events);
  return events;
}

Result<Events> StreamCache::after(std::string_view serial_number, Revision revision) const {
  const std::string key{serial_number};
  StreamHead head;
  {
    const MutexLock lock{mutex_};
    const auto found = heads_.find(key);
    if (found == heads_.end() || found->second.revision <= revision) return Events{};
    if (const auto cached = cache_.find(key); cached != cache_.end()) {
      const auto& events = cached->second.events;
      const auto first = std::ranges::upper_bound(
          events, revision, {}, [](const auto& event) { return event->revision; });
      return Events{first, events.end()};
    }
    head = found->second;
  }
  return read_stream(store_, head, {revision.value + 1});
}

void StreamCache::keep(const std::string& serial_number, const Events& events) const {
  const MutexLock lock{mutex_};
  const auto head = heads_.find(serial_number);
  const bool overtaken = events.empty() || head->second.position != events.back()->position;
  if (overtaken || events.size() > max_cached_events_ || cache_.contains(serial_number)) return;
  by_use_.push_front(serial_number);
  cache_.emplace(serial_number, Entry{events, by_use_.begin()});
  cached_events_ += events.size();
  while (cached_events_ > max_cached_events_) {
    const auto oldest = cache_.find(by_use_.back());
    cached_events_ -= oldest->second.events.size();
    cache_.erase(oldest);
    by_use_.pop_back();
  }
}

std::shared_ptr<const Events> StreamCache::catalog() const {
  const MutexLock lock{mutex_};
  return catalog_;
}

Position StreamCache::end() const {
  const MutexLock lock{mutex_};
  return end_;
}

Events known_at(const Events& events, Instant known_at) {
  // recorded_at never decreases from one position to the next.
  const auto end = std::ranges::upper_bound(events, known_at, {},
                                            [](const auto& event) { return event->recorded_at; });
  return {events.begin(), end};
}

}  // namespace ledger
