#include "ledger/stream_cache.h"

#include <algorithm>
#include <utility>

#include "ledger/directory.h"

namespace ledger {
namespace {

/// Heads that are kept so that a license asked about often is not looked up each time.
constexpr std::size_t max_saved_heads = 32'768;

}  // namespace

void StreamCache::restore(Position end) {
  const MutexLock lock{mutex_};
  end_ = end;
}

std::function<void()> StreamCache::listen(Listener listener) {
  const MutexLock lock{listening_};
  const auto number = listened_++;
  listeners_.emplace(number, std::move(listener));
  return [this, number] {
    const MutexLock unlisten{listening_};
    listeners_.erase(number);
  };
}

void StreamCache::publish(const Events& events) {
  if (events.empty()) return;
  take(events);
  const MutexLock lock{listening_};
  for (const auto& [number, listener] : listeners_) listener();
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
    recent_.insert_or_assign(event->subject, StreamHead{event->position, event->revision});
    if (cache_.empty()) continue;
    if (const auto cached = cache_.find(event->subject); cached != cache_.end()) {
      cached->second.events.push_back(event);
      ++cached_events_;
    }
  }
  if (catalog) catalog_ = std::move(catalog);
  end_ = next(events.back()->position);
}

void StreamCache::drain() {
  const MutexLock lock{mutex_};
  LEDGER_CHECK(draining_.empty());
  draining_.swap(recent_);
}

void StreamCache::drained() {
  const MutexLock lock{mutex_};
  saved_ = std::exchange(draining_, {});
  ++saves_;
}

std::optional<StreamHead> StreamCache::unsaved_head(const std::string& serial_number) const {
  if (const auto found = recent_.find(serial_number); found != recent_.end()) return found->second;
  const auto found = draining_.find(serial_number);
  return found == draining_.end() ? std::nullopt : std::optional{found->second};
}

Result<std::optional<StreamHead>> StreamCache::find_head(const std::string& serial_number,
                                                         std::uint64_t& saves) const {
  {
    const MutexLock lock{mutex_};
    saves = saves_;
    if (const auto head = unsaved_head(serial_number)) return head;
    if (const auto found = saved_.find(serial_number); found != saved_.end()) {
      return std::optional{found->second};
    }
  }
  LEDGER_ASSIGN_OR_RETURN(const auto head, saved_head(store_, serial_number));
  const MutexLock lock{mutex_};
  // What was saved meanwhile may be later than what was read.
  if (head && saves == saves_ && saved_.size() < max_saved_heads) {
    saved_.emplace(serial_number, *head);
  }
  return head;
}

Result<std::optional<StreamHead>> StreamCache::head(std::string_view serial_number) const {
  std::uint64_t saves = 0;
  return find_head(std::string{serial_number}, saves);
}

Result<Events> StreamCache::of(std::string_view serial_number) const {
  const std::string key{serial_number};
  {
    const MutexLock lock{mutex_};
    if (const auto cached = cache_.find(key); cached != cache_.end()) {
      by_use_.splice(by_use_.begin(), by_use_, cached->second.used);
      return cached->second.events;
    }
  }
  // Outside the lock: the log is slow, and what has been published never changes.
  std::uint64_t saves = 0;
  LEDGER_ASSIGN_OR_RETURN(const auto head, find_head(key, saves));
  if (!head) return Events{};
  auto events = read_stream(store_, *head);
  if (events) keep(key, *events, saves);
  return events;
}

Result<Events> StreamCache::after(std::string_view serial_number, Revision revision) const {
  const std::string key{serial_number};
  {
    const MutexLock lock{mutex_};
    if (const auto cached = cache_.find(key); cached != cache_.end()) {
      const auto& events = cached->second.events;
      const auto first = std::ranges::upper_bound(
          events, revision, {}, [](const auto& event) { return event->revision; });
      return Events{first, events.end()};
    }
  }
  std::uint64_t saves = 0;
  LEDGER_ASSIGN_OR_RETURN(const auto head, find_head(key, saves));
  if (!head || head->revision <= revision) return Events{};
  return read_stream(store_, *head, {revision.value + 1});
}

/// Unless more was published since: `saves` were completed when the stream was looked up.
void StreamCache::keep(const std::string& serial_number, const Events& events,
                       std::uint64_t saves) const {
  const MutexLock lock{mutex_};
  const auto head = unsaved_head(serial_number);
  const bool overtaken =
      events.empty() || saves != saves_ || (head && head->position != events.back()->position);
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
