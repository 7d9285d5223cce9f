#include "tools/webhooks/delivery_index.h"

#include <algorithm>
#include <functional>

namespace tools::webhooks {

void DeliveryIndex::put(const Delivery& delivery) {
  remove(delivery.number);
  if (delivery.status == DeliveryStatus::pending) {
    pending_[delivery.number] = {delivery.next_attempt_at, delivery.created_at};
    queue_.emplace(delivery.next_attempt_at, delivery.number);
  } else {
    finished_[delivery.number] = {delivery.finished_at.value_or(delivery.created_at),
                                  delivery.status};
  }
}

void DeliveryIndex::remove(std::uint64_t number) {
  if (const auto found = pending_.find(number); found != pending_.end()) {
    queue_.erase({found->second.due, number});
    pending_.erase(found);
  }
  under_way_.erase(number);
  finished_.erase(number);
}

void DeliveryIndex::start(std::uint64_t number) {
  queue_.erase({pending_.at(number).due, number});
  under_way_.insert(number);
}

std::optional<std::pair<Instant, std::uint64_t>> DeliveryIndex::first_due() const {
  if (queue_.empty()) return std::nullopt;
  return *queue_.begin();
}

Backlog DeliveryIndex::backlog() const {
  Backlog backlog{.pending = pending_.size()};
  for (const auto& [number, times] : pending_) {
    backlog.oldest = std::min(backlog.oldest.value_or(times.created_at), times.created_at);
  }
  return backlog;
}

std::vector<std::uint64_t> DeliveryIndex::find(const DeliveryQuery& query) const {
  std::vector<std::uint64_t> numbers;
  const auto consider = [&](std::uint64_t number, DeliveryStatus status) {
    const bool wanted = !query.status || status == *query.status;
    if (wanted && (!query.before || number < *query.before)) numbers.push_back(number);
  };
  for (const auto& [number, times] : pending_) consider(number, DeliveryStatus::pending);
  for (const auto& [number, state] : finished_) consider(number, state.status);
  std::ranges::sort(numbers, std::greater{});
  if (numbers.size() > query.limit) numbers.resize(query.limit);
  return numbers;
}

std::vector<std::uint64_t> DeliveryIndex::expired(const Retention& retention, Instant now,
                                                  std::size_t limit) const {
  const Instant too_old = ledger::plus_days(now, -retention.days);
  const std::size_t excess =
      finished_.size() > retention.deliveries ? finished_.size() - retention.deliveries : 0;
  std::vector<std::uint64_t> numbers;
  for (const auto& [number, state] : finished_) {
    const bool kept = numbers.size() >= excess && state.at >= too_old;
    if (kept || numbers.size() == limit) break;
    numbers.push_back(number);
  }
  return numbers;
}

}  // namespace tools::webhooks
