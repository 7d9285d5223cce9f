#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "ledger/event.h"
#include "projections/state/archive.h"

/// Used in every room of this folder.
namespace projections {
using ledger::Instant;
using ledger::Position;
}  // namespace projections

namespace projections::state {

/// Where an event stands in the order of the fold, and how it is cited as evidence. Two stamps
/// compare by (effective_at, rank, id, source), never by arrival; only purchases of one instant go
/// by position, so that a correction dated like what it corrects replaces it.
class Stamp {
 public:
  Stamp() = default;
  explicit Stamp(const ledger::RecordedEvent& event);

  Instant effective_at() const { return effective_at_; }
  Position position() const { return position_; }
  ledger::EventType type() const { return type_; }
  std::string_view id() const { return std::string_view{identity_}.substr(0, id_size_); }
  ledger::Evidence evidence() const {
    return {.position = position_, .id = std::string{id()}, .type = type_};
  }

  std::weak_ordering operator<=>(const Stamp& other) const;
  bool operator==(const Stamp& other) const { return (*this <=> other) == 0; }

  static auto fields(auto& self) {
    return std::tie(self.effective_at_, self.position_, self.type_, self.id_size_, self.identity_);
  }

 private:
  Instant effective_at_;
  Position position_;
  ledger::EventType type_{};
  std::uint16_t id_size_ = 0;
  std::string identity_;  // the id, a zero byte, the source: compares like the pair of them
};

/// The order of the fold between two recorded events.
bool comes_before(const ledger::RecordedEvent& a, const ledger::RecordedEvent& b);

/// A value of which the last writing in the order of the fold counts, whole, whichever way the
/// writings arrive.
template <class T>
struct Register {
  Stamp stamp;
  T value;

  static auto fields(auto& self) { return std::tie(self.stamp, self.value); }
};

/// Writes `value` under `key` unless what stands there is later. True when it was written.
template <class Map, class Key, class T>
bool write_last(Map& map, const Key& key, const Stamp& stamp, const T& value) {
  const auto [found, added] = map.try_emplace(key);
  if (!added && found->second.stamp > stamp) return false;
  found->second.stamp = stamp;
  found->second.value = value;
  return true;
}

}  // namespace projections::state
