#include "tools/webhooks/deliveries.h"

#include <array>
#include <charconv>

namespace tools::webhooks {
namespace {

constexpr std::array<std::string_view, 3> kinds{"delivery", "body", "number"};

Delivery new_delivery(Subscription& subscription, const WebhookMessage& message, Instant now) {
  return {.number = subscription.next_number++,
          .message_id = message.id,
          .type = message.type,
          .subject = message.subject,
          .created_at = now,
          .next_attempt_at = now};
}

void add_attempt(Delivery& delivery, const AttemptOutcome& outcome, Instant ended_at) {
  const bool success = succeeded(outcome.attempt);
  delivery.attempts.push_back(outcome.attempt);
  if (delivery.attempts.size() > max_attempts_kept) {
    delivery.attempts.erase(delivery.attempts.begin());
  }
  ++delivery.tries;
  if (success || !outcome.next_attempt_at) {
    delivery.status = success ? DeliveryStatus::delivered : DeliveryStatus::failed;
    delivery.finished_at = ended_at;
  } else {
    delivery.next_attempt_at = *outcome.next_attempt_at;
  }
}

void update_health(Subscription& subscription, const AttemptOutcome& outcome, Instant ended_at) {
  const bool success = succeeded(outcome.attempt);
  if (success) subscription.failing_since.reset();
  if (!success && !subscription.failing_since) subscription.failing_since = outcome.attempt.at;
  if (!outcome.disable.empty() && !subscription.disabled) {
    subscription.disabled = Subscription::Disabled{outcome.disable, ended_at};
  }
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return number;
}

}  // namespace

ledger::Result<std::unique_ptr<Deliveries>> Deliveries::open(ledger::SideStore& side,
                                                             Subscriptions& subscriptions,
                                                             Retention retention) {
  std::unique_ptr<Deliveries> deliveries{new Deliveries{side, subscriptions, retention}};
  LEDGER_RETURN_IF_FAILED(deliveries->load());
  return deliveries;
}

ledger::Result<void> Deliveries::load() {
  const auto locked = subscriptions_.lock();
  for (const auto& [id, subscription] : locked.all()) {
    DeliveryIndex& index = indexes_[id];
    LEDGER_RETURN_IF_FAILED(
        read_entries(side_, keys_below("delivery", id), delivery_from,
                     [&](auto, const Delivery& delivery) { index.put(delivery); }));
  }
  for (const auto kind : kinds) {
    LEDGER_RETURN_IF_FAILED(
        remove_orphans(side_, kind, [&](auto id) { return locked.find(id) != nullptr; }));
  }
  return ledger::ok;
}

ledger::Result<std::optional<std::vector<Delivery>>> Deliveries::add(
    const std::string& id, const std::vector<WebhookMessage>& messages, Instant now,
    const Edit& edit) {
  using Added = std::optional<std::vector<Delivery>>;
  auto locked = subscriptions_.lock();
  const auto* found = locked.find(id);
  if (found == nullptr) return Added{};
  Subscription subscription = *found;
  SideChanges changes;
  if (!edit(subscription, changes)) return Added{};
  std::vector<Delivery> added;
  for (const auto& message : messages) {
    added.push_back(new_delivery(subscription, message, now));
    const auto number = added.back().number;
    changes.push_back({delivery_key(id, number), to_text(added.back())});
    changes.push_back({body_key(id, number), message.body});
    changes.push_back({number_key(id, message.id), std::to_string(number)});
  }
  LEDGER_RETURN_IF_FAILED(locked.write(std::move(subscription), std::move(changes)));
  for (const auto& delivery : added) indexes_[id].put(delivery);
  return Added{std::move(added)};
}

ledger::Result<std::optional<Delivery>> Deliveries::add(const std::string& id,
                                                        const WebhookMessage& message,
                                                        Instant now) {
  LEDGER_ASSIGN_OR_RETURN(auto added, add(id, std::vector{message}, now,
                                          [](const auto&, const auto&) { return true; }));
  if (!added) return std::optional<Delivery>{};
  return std::optional{std::move(added->front())};
}

ledger::Result<std::optional<Delivery>> Deliveries::redeliver(const std::string& id,
                                                              std::string_view message_id,
                                                              Instant now) {
  const auto locked = subscriptions_.lock();
  if (locked.find(id) == nullptr) return std::optional<Delivery>{};
  LEDGER_ASSIGN_OR_RETURN(auto delivery, read_named(id, message_id));
  // What is being sent at this moment need not be sent again.
  if (!delivery || indexes_[id].is_under_way(delivery->number)) return delivery;
  delivery->status = DeliveryStatus::pending;
  delivery->tries = 0;
  delivery->next_attempt_at = now;
  delivery->finished_at.reset();
  LEDGER_RETURN_IF_FAILED(side_.write({{delivery_key(id, delivery->number), to_text(*delivery)}}));
  indexes_[id].put(*delivery);
  return delivery;
}

ledger::Result<void> Deliveries::remove(const std::string& id) {
  {
    const auto locked = subscriptions_.lock();
    LEDGER_CHECK(locked.find(id) == nullptr);
    indexes_.erase(id);
  }
  for (const auto kind : kinds) LEDGER_RETURN_IF_FAILED(remove_entries(side_, kind, id));
  return ledger::ok;
}

ledger::Result<std::vector<DueDelivery>> Deliveries::take_due(Instant now,
                                                              std::size_t max_under_way) {
  const auto locked = subscriptions_.lock();
  std::vector<DueDelivery> taken;
  for (const auto& [id, subscription] : locked.all()) {
    if (subscription.disabled) continue;
    DeliveryIndex& index = indexes_[id];
    while (index.under_way() < max_under_way) {
      const auto first = index.first_due();
      if (!first || first->first > now) break;
      const std::uint64_t number = first->second;
      LEDGER_ASSIGN_OR_RETURN(auto delivery, read(id, number));
      LEDGER_ASSIGN_OR_RETURN(auto body, side_.get(body_key(id, number)));
      LEDGER_CHECK(delivery && body);
      index.start(number);
      taken.push_back({subscription, std::move(*delivery), std::move(*body)});
    }
  }
  return taken;
}

std::optional<Instant> Deliveries::next_due(std::size_t max_under_way) const {
  const auto locked = subscriptions_.lock();
  std::optional<Instant> next;
  for (const auto& [id, subscription] : locked.all()) {
    const auto found = indexes_.find(id);
    if (subscription.disabled || found == indexes_.end()) continue;
    if (found->second.under_way() >= max_under_way) continue;
    const auto first = found->second.first_due();
    if (first && (!next || first->first < *next)) next = first->first;
  }
  return next;
}

ledger::Result<void> Deliveries::finish(const std::string& id, std::uint64_t number,
                                        const AttemptOutcome& outcome) {
  auto locked = subscriptions_.lock();
  const auto* found = locked.find(id);
  if (found == nullptr) return ledger::ok;
  LEDGER_ASSIGN_OR_RETURN(auto delivery, read(id, number));
  if (!delivery) return ledger::ok;
  const Instant ended_at{outcome.attempt.at.micros + outcome.attempt.milliseconds * 1000};
  add_attempt(*delivery, outcome, ended_at);
  Subscription subscription = *found;
  update_health(subscription, outcome, ended_at);
  LEDGER_RETURN_IF_FAILED(
      locked.write(std::move(subscription), {{delivery_key(id, number), to_text(*delivery)}}));
  DeliveryIndex& index = indexes_[id];
  index.put(*delivery);
  if (index.finished() <= retention_.deliveries) return ledger::ok;
  return remove_expired_of(id, index, ended_at);
}

Backlog Deliveries::backlog(std::string_view id) const {
  const auto locked = subscriptions_.lock();
  const auto found = indexes_.find(id);
  if (locked.find(id) == nullptr || found == indexes_.end()) return {};
  return found->second.backlog();
}

ledger::Result<std::optional<Delivery>> Deliveries::read(const std::string& id,
                                                         std::uint64_t number) const {
  return read_entry(side_, delivery_key(id, number), delivery_from);
}

ledger::Result<std::optional<std::uint64_t>> Deliveries::number_of(
    const std::string& id, std::string_view message_id) const {
  return read_entry(side_, number_key(id, message_id), number_in);
}

ledger::Result<std::optional<Delivery>> Deliveries::read_named(const std::string& id,
                                                               std::string_view message_id) const {
  LEDGER_ASSIGN_OR_RETURN(const auto number, number_of(id, message_id));
  if (!number) return std::optional<Delivery>{};
  return read(id, *number);
}

ledger::Result<std::optional<Delivery>> Deliveries::find(const std::string& id,
                                                         std::string_view message_id) const {
  const auto locked = subscriptions_.lock();
  if (locked.find(id) == nullptr) return std::optional<Delivery>{};
  return read_named(id, message_id);
}

ledger::Result<std::vector<Delivery>> Deliveries::list(const std::string& id,
                                                       const DeliveryQuery& query) const {
  const auto locked = subscriptions_.lock();
  std::vector<Delivery> page;
  const auto found = indexes_.find(id);
  if (locked.find(id) == nullptr || found == indexes_.end()) return page;
  for (const auto number : found->second.find(query)) {
    LEDGER_ASSIGN_OR_RETURN(auto delivery, read(id, number));
    if (delivery) page.push_back(std::move(*delivery));
  }
  return page;
}

ledger::Result<void> Deliveries::remove_expired(Instant now) {
  const auto locked = subscriptions_.lock();
  for (auto& [id, index] : indexes_) {
    LEDGER_RETURN_IF_FAILED(remove_expired_of(id, index, now));
  }
  return ledger::ok;
}

ledger::Result<void> Deliveries::remove_expired_of(const std::string& id, DeliveryIndex& index,
                                                   Instant now) {
  constexpr std::size_t max_in_one_write = 1'000;
  const auto numbers = index.expired(retention_, now, max_in_one_write);
  if (numbers.empty()) return ledger::ok;
  SideChanges changes;
  for (const auto number : numbers) {
    LEDGER_ASSIGN_OR_RETURN(const auto delivery, read(id, number));
    changes.push_back({delivery_key(id, number), std::nullopt});
    changes.push_back({body_key(id, number), std::nullopt});
    if (!delivery) continue;
    LEDGER_ASSIGN_OR_RETURN(const auto latest, number_of(id, delivery->message_id));
    if (latest == number) {
      changes.push_back({number_key(id, delivery->message_id), std::nullopt});
    }
  }
  LEDGER_RETURN_IF_FAILED(side_.write(changes));
  for (const auto number : numbers) index.remove(number);
  return ledger::ok;
}

}  // namespace tools::webhooks
