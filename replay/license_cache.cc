#include "replay/license_cache.h"

#include <algorithm>
#include <utility>

namespace replay {

using ledger::MutexLock;

ledger::Result<LicenseCache::Found> LicenseCache::with(std::string_view serial_number, Instant now,
                                                       std::uint64_t most, const Use& use) const {
  const std::string key{serial_number};
  // An unknown serial number must not take a place.
  LEDGER_ASSIGN_OR_RETURN(const auto known, streams_.head(serial_number));
  if (!known) return Found::not_registered;
  const auto entry = entry_of(key);
  if (most < unlimited && entry->folding) return Found::takes_long;
  std::uint64_t events = 0;
  {
    const MutexLock lock{entry->mutex};
    LEDGER_ASSIGN_OR_RETURN(const bool forward, bring_forward(*entry, key, now, most));
    if (!forward) return Found::takes_long;
    if (!entry->license) return Found::not_registered;
    use(*entry->license, std::max(now, entry->license->recorded_at()));
    events = entry->license->revision().value + 1;
  }
  weigh(key, events);
  return Found::yes;
}

ledger::Result<bool> LicenseCache::bring_forward(Entry& entry, const std::string& serial_number,
                                                 Instant now, std::uint64_t most) const {
  const auto catalog = catalogs_.at(now);
  if (entry.license) {
    LEDGER_ASSIGN_OR_RETURN(const auto recorded,
                            streams_.after(serial_number, entry.license->revision()));
    if (recorded.size() > most) return false;
    if (entry.license->advance(recorded, catalog, now)) return true;
  }
  LEDGER_ASSIGN_OR_RETURN(const auto head, streams_.head(serial_number));
  if (head->revision.value >= most) return false;
  entry.folding = true;
  const auto events = streams_.of(serial_number);
  if (events) entry.license = TrackedLicense::trace(*events, catalog, now);
  entry.folding = false;
  if (!events) return events.error();
  return true;
}

std::shared_ptr<LicenseCache::Entry> LicenseCache::entry_of(
    const std::string& serial_number) const {
  const MutexLock lock{mutex_};
  const auto [found, added] = places_.try_emplace(serial_number);
  Place& place = found->second;
  if (added) {
    by_use_.push_front(serial_number);
    place = {.entry = std::make_shared<Entry>(), .used = by_use_.begin()};
  } else {
    by_use_.splice(by_use_.begin(), by_use_, place.used);
  }
  return place.entry;
}

/// Licenses are dropped by their number of events, which their size grows with.
void LicenseCache::weigh(const std::string& serial_number, std::uint64_t events) const {
  const MutexLock lock{mutex_};
  const auto found = places_.find(serial_number);
  if (found == places_.end()) return;
  events_ += events - std::exchange(found->second.events, events);
  while (events_ > max_events_ && by_use_.size() > 1) {
    const auto oldest = places_.find(by_use_.back());
    events_ -= oldest->second.events;
    places_.erase(oldest);
    by_use_.pop_back();
  }
}

}  // namespace replay
