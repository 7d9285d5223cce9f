#include <algorithm>

#include "tools/webhooks/store.h"
#include "tools/webhooks/store_keys.h"

namespace tools::webhooks {

/// Into the index in memory. What is under way comes back to the queue.
void Store::index(Held& held, const Delivery& delivery) {
  unindex(held, delivery.number);
  if (delivery.status == DeliveryStatus::pending) {
    held.pending[delivery.number] = {delivery.next_attempt_at, delivery.created_at};
    held.queue.emplace(delivery.next_attempt_at, delivery.number);
  } else {
    held.finished[delivery.number] = {delivery.finished_at.value_or(delivery.created_at),
                                      delivery.status};
  }
}

void Store::unindex(Held& held, std::uint64_t number) {
  if (const auto found = held.pending.find(number); found != held.pending.end()) {
    held.queue.erase({found->second.due, number});
    held.pending.erase(found);
  }
  held.under_way.erase(number);
  held.finished.erase(number);
}

Delivery Store::new_delivery(Subscription& subscription, const Message& message, Instant now,
                             Changes& changes) const {
  Delivery delivery{.number = subscription.next_number++,
                    .message_id = message.id,
                    .type = message.type,
                    .subject = message.subject,
                    .created_at = now,
                    .next_attempt_at = now};
  const std::string& id = subscription.id;
  changes.push_back({delivery_key(id, delivery.number), to_text(delivery)});
  changes.push_back({body_key(id, delivery.number), message.body});
  changes.push_back({number_key(id, message.id), std::to_string(delivery.number)});
  return delivery;
}

ledger::Result<std::vector<Store::Job>> Store::take_due(Instant now, std::size_t most_under_way) {
  const std::scoped_lock lock{mutex_};
  std::vector<Job> jobs;
  for (auto& [id, held] : all_) {
    if (held.subscription.disabled) continue;
    while (held.under_way.size() < most_under_way && !held.queue.empty() &&
           held.queue.begin()->first <= now) {
      const std::uint64_t number = held.queue.begin()->second;
      auto delivery = read_delivery(id, number);
      if (!delivery) return delivery.error();
      const auto body = side_.get(body_key(id, number));
      if (!body) return body.error();
      held.queue.erase(held.queue.begin());
      LEDGER_CHECK(*delivery && *body);
      held.under_way.insert(number);
      jobs.push_back({held.subscription, std::move(**delivery), **body});
    }
  }
  return jobs;
}

std::optional<Instant> Store::next_due(std::size_t most_under_way) const {
  const std::scoped_lock lock{mutex_};
  std::optional<Instant> next;
  for (const auto& [id, held] : all_) {
    const bool idle =
        held.subscription.disabled || held.queue.empty() || held.under_way.size() >= most_under_way;
    if (idle) continue;
    const Instant due = held.queue.begin()->first;
    if (!next || due < *next) next = due;
  }
  return next;
}

ledger::Result<void> Store::finish(const std::string& id, std::uint64_t number,
                                   const Finish& finish) {
  const std::scoped_lock lock{mutex_};
  const auto found = all_.find(id);
  if (found == all_.end()) return boost::system::in_place_value;
  Held& held = found->second;
  auto read = read_delivery(id, number);
  if (!read) return read.error();
  if (!*read) return boost::system::in_place_value;
  Delivery& delivery = **read;
  const bool success = succeeded(finish.attempt);
  const Instant now{finish.attempt.at.micros + finish.attempt.milliseconds * 1000};
  delivery.attempts.push_back(finish.attempt);
  if (delivery.attempts.size() > max_attempts_kept) {
    delivery.attempts.erase(delivery.attempts.begin());
  }
  ++delivery.tries;
  if (success || !finish.next_attempt_at) {
    delivery.status = success ? DeliveryStatus::delivered : DeliveryStatus::failed;
    delivery.finished_at = now;
  } else {
    delivery.next_attempt_at = *finish.next_attempt_at;
  }

  Subscription subscription = held.subscription;
  if (success) subscription.failing_since.reset();
  if (!success && !subscription.failing_since) subscription.failing_since = finish.attempt.at;
  if (!finish.disable.empty() && !subscription.disabled) {
    subscription.disabled = Subscription::Disabled{finish.disable, now};
  }
  Changes changes{{delivery_key(id, number), to_text(delivery)}};
  const auto written = write(held, std::move(subscription), std::move(changes));
  if (!written) return written.error();
  index(held, delivery);
  return held.finished.size() > retention_.deliveries ? drop_old(held, now)
                                                      : boost::system::in_place_value;
}

Store::Backlog Store::backlog(std::string_view id) const {
  const std::scoped_lock lock{mutex_};
  const auto found = all_.find(id);
  if (found == all_.end()) return {};
  Backlog backlog{.pending = found->second.pending.size()};
  for (const auto& [number, pending] : found->second.pending) {
    if (!backlog.oldest || pending.created_at < *backlog.oldest) {
      backlog.oldest = pending.created_at;
    }
  }
  return backlog;
}

ledger::Result<std::optional<Delivery>> Store::add_message(const std::string& id,
                                                           const Message& message, Instant now) {
  const std::scoped_lock lock{mutex_};
  const auto found = all_.find(id);
  if (found == all_.end()) return std::optional<Delivery>{};
  Subscription subscription = found->second.subscription;
  Changes changes;
  const Delivery delivery = new_delivery(subscription, message, now, changes);
  const auto written = write(found->second, std::move(subscription), std::move(changes));
  if (!written) return written.error();
  index(found->second, delivery);
  return std::optional{delivery};
}

ledger::Result<std::optional<Delivery>> Store::read_delivery(const std::string& id,
                                                             std::uint64_t number) const {
  const auto text = side_.get(delivery_key(id, number));
  if (!text) return text.error();
  if (!*text) return std::optional<Delivery>{};
  auto delivery = delivery_from(**text);
  if (delivery) return delivery;
  return ledger::fail(ledger::FailureKind::corrupt,
                      fmt::format("delivery {} of {} cannot be read", number, id));
}

ledger::Result<std::optional<std::uint64_t>> Store::number_of(const std::string& id,
                                                              std::string_view message_id) const {
  const auto text = side_.get(number_key(id, message_id));
  if (!text) return text.error();
  if (!*text) return std::optional<std::uint64_t>{};
  return std::optional<std::uint64_t>{std::stoull(**text)};
}

ledger::Result<std::optional<Delivery>> Store::delivery(const std::string& id,
                                                        std::string_view message_id) const {
  const std::scoped_lock lock{mutex_};
  if (!all_.contains(id)) return std::optional<Delivery>{};
  const auto number = number_of(id, message_id);
  if (!number) return number.error();
  if (!*number) return std::optional<Delivery>{};
  return read_delivery(id, **number);
}

ledger::Result<std::optional<Delivery>> Store::redeliver(const std::string& id,
                                                         std::string_view message_id, Instant now) {
  const std::scoped_lock lock{mutex_};
  const auto found = all_.find(id);
  if (found == all_.end()) return std::optional<Delivery>{};
  const auto number = number_of(id, message_id);
  if (!number) return number.error();
  if (!*number) return std::optional<Delivery>{};
  auto delivery = read_delivery(id, **number);
  if (!delivery || !*delivery) return delivery;
  // What is being sent at this moment is being sent.
  if (found->second.under_way.contains(**number)) return delivery;
  (*delivery)->status = DeliveryStatus::pending;
  (*delivery)->tries = 0;
  (*delivery)->next_attempt_at = now;
  (*delivery)->finished_at.reset();
  const auto written = side_.write({{delivery_key(id, **number), to_text(**delivery)}});
  if (!written) return written.error();
  index(found->second, **delivery);
  return delivery;
}

ledger::Result<std::vector<Delivery>> Store::deliveries(const std::string& id,
                                                        const DeliveryQuery& query) const {
  const std::scoped_lock lock{mutex_};
  std::vector<Delivery> page;
  const auto found = all_.find(id);
  if (found == all_.end()) return page;
  const Held& held = found->second;
  std::vector<std::uint64_t> numbers;
  const auto consider = [&](std::uint64_t number, DeliveryStatus status) {
    const bool wanted = !query.status || status == *query.status;
    if (wanted && (!query.before || number < *query.before)) numbers.push_back(number);
  };
  for (const auto& [number, pending] : held.pending) consider(number, DeliveryStatus::pending);
  for (const auto& [number, finished] : held.finished) consider(number, finished.status);
  std::ranges::sort(numbers, std::greater{});
  if (numbers.size() > query.limit) numbers.resize(query.limit);
  for (const auto number : numbers) {
    auto delivery = read_delivery(id, number);
    if (!delivery) return delivery.error();
    if (*delivery) page.push_back(std::move(**delivery));
  }
  return page;
}

ledger::Result<void> Store::forget_old(Instant now) {
  const std::scoped_lock lock{mutex_};
  for (auto& [id, held] : all_) {
    if (const auto dropped = drop_old(held, now); !dropped) return dropped.error();
  }
  return boost::system::in_place_value;
}

ledger::Result<void> Store::drop_old(Held& held, Instant now) {
  constexpr std::size_t at_once = 1'000;
  const Instant too_old = ledger::plus_days(now, -retention_.days);
  const std::string& id = held.subscription.id;
  std::vector<std::uint64_t> dropped;
  Changes changes;
  const std::size_t excess = held.finished.size() > retention_.deliveries
                                 ? held.finished.size() - retention_.deliveries
                                 : 0;
  for (const auto& [number, finished] : held.finished) {
    if ((dropped.size() >= excess && finished.at >= too_old) || dropped.size() == at_once) break;
    const auto delivery = read_delivery(id, number);
    if (!delivery) return delivery.error();
    dropped.push_back(number);
    changes.push_back({delivery_key(id, number), std::nullopt});
    changes.push_back({body_key(id, number), std::nullopt});
    if (!*delivery) continue;
    const auto latest = number_of(id, (*delivery)->message_id);
    if (!latest) return latest.error();
    if (*latest == number) {
      changes.push_back({number_key(id, (*delivery)->message_id), std::nullopt});
    }
  }
  if (changes.empty()) return boost::system::in_place_value;
  if (const auto written = side_.write(changes); !written) return written.error();
  for (const auto number : dropped) held.finished.erase(number);
  return boost::system::in_place_value;
}

}  // namespace tools::webhooks
