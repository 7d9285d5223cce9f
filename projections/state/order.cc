#include "projections/state/order.h"

namespace projections::state {

Stamp::Stamp(const ledger::RecordedEvent& event)
    : effective_at_(event.effective_at),
      position_(event.position),
      type_(event.type()),
      id_size_(static_cast<std::uint16_t>(event.id.size())) {
  identity_.reserve(event.id.size() + 1 + event.source.size());
  identity_.append(event.id).push_back('\0');
  identity_.append(event.source);
}

std::weak_ordering Stamp::operator<=>(const Stamp& other) const {
  if (const auto by_time = effective_at_ <=> other.effective_at_; by_time != 0) return by_time;
  const auto rank = ledger::traits_of(type_).rank;
  const auto other_rank = ledger::traits_of(other.type_).rank;
  if (const auto by_rank = rank <=> other_rank; by_rank != 0) return by_rank;
  if (type_ == ledger::EventType::purchase_recorded) return position_ <=> other.position_;
  if (const auto by_identity = identity_.compare(other.identity_); by_identity != 0) {
    return by_identity <=> 0;
  }
  return std::weak_ordering::equivalent;
}

bool comes_before(const ledger::RecordedEvent& a, const ledger::RecordedEvent& b) {
  if (a.effective_at != b.effective_at) return a.effective_at < b.effective_at;
  const auto rank = ledger::traits_of(a.type()).rank;
  const auto other_rank = ledger::traits_of(b.type()).rank;
  if (rank != other_rank) return rank < other_rank;
  if (a.type() == ledger::EventType::purchase_recorded) return a.position < b.position;
  if (const auto by_id = a.id.compare(b.id); by_id != 0) return by_id < 0;
  return a.source < b.source;
}

}  // namespace projections::state
