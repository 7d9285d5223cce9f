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

FoldKey key_of(const ledger::RecordedEvent& event) {
  return {.effective_at = event.effective_at,
          .type = event.type(),
          .position = event.position,
          .id = event.id,
          .source = event.source};
}

FoldKey Stamp::key() const {
  const std::string_view identity{identity_};
  return {.effective_at = effective_at_,
          .type = type_,
          .position = position_,
          .id = id(),
          .source = identity.empty() ? identity : identity.substr(id_size_ + 1U)};
}

std::weak_ordering FoldKey::operator<=>(const FoldKey& other) const {
  if (const auto by_time = effective_at <=> other.effective_at; by_time != 0) return by_time;
  const auto rank = ledger::traits_of(type).rank;
  const auto other_rank = ledger::traits_of(other.type).rank;
  if (const auto by_rank = rank <=> other_rank; by_rank != 0) return by_rank;
  if (type == ledger::EventType::purchase_recorded) return position <=> other.position;
  if (const auto by_id = id <=> other.id; by_id != 0) return by_id;
  return source <=> other.source;
}

}  // namespace projections::state
