#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "ledger/event.h"
#include "projections/state/archive.h"

/// Used throughout projections.
namespace projections {
using ledger::Instant;
using ledger::Position;
}  // namespace projections

namespace projections::state {

/// The order of the fold: by (effective_at, rank, id, source), never by arrival. Only purchases of
/// one instant go by position, so that a correction dated like what it corrects replaces it. Refers
/// to the event or stamp that it is the key of.
struct FoldKey {
  Instant effective_at;
  ledger::EventType type;
  Position position;
  std::string_view id;
  std::string_view source;

  std::weak_ordering operator<=>(const FoldKey& other) const;
};
FoldKey key_of(const ledger::RecordedEvent& event);

inline bool comes_before(const ledger::RecordedEvent& a, const ledger::RecordedEvent& b) {
  return key_of(a) < key_of(b);
}

/// The place of an event in the order of the fold, and how it is cited as evidence.
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

  FoldKey key() const;
  std::weak_ordering operator<=>(const Stamp& other) const { return key() <=> other.key(); }
  bool operator==(const Stamp& other) const { return (*this <=> other) == 0; }

  bool is_sound() const { return identity_.empty() ? id_size_ == 0 : id_size_ < identity_.size(); }

  static auto fields(auto& self) {
    return std::tie(self.effective_at_, self.position_, self.type_, self.id_size_, self.identity_);
  }

 private:
  Instant effective_at_;
  Position position_;
  ledger::EventType type_{};
  std::uint16_t id_size_ = 0;
  std::string identity_;  // the id, a zero byte, the source
};

/// A value of which the last write in the order of the fold counts, whole, in whichever order the
/// writes arrive.
template <class T>
struct Register {
  Stamp stamp;
  T value;

  static auto fields(auto& self) { return std::tie(self.stamp, self.value); }
};

/// Writes `value` under `key` unless the value there is later. Returns whether it was written.
template <class Map, class Key, class T>
bool write_last(Map& map, const Key& key, const Stamp& stamp, const T& value) {
  const auto [found, added] = map.try_emplace(key);
  if (!added && found->second.stamp > stamp) return false;
  found->second.stamp = stamp;
  found->second.value = value;
  return true;
}

}  // namespace projections::state
