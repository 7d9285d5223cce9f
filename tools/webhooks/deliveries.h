#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/webhooks/delivery_index.h"
#include "tools/webhooks/message.h"
#include "tools/webhooks/subscriptions.h"

namespace tools::webhooks {

/// A delivery whose next attempt is due, with everything that the attempt needs.
struct DueDelivery {
  Subscription subscription;
  Delivery delivery;
  std::string body;
};

struct AttemptOutcome {
  DeliveryAttempt attempt;
  std::optional<Instant> next_attempt_at;  // after a failure; nullopt: it has failed for good
  std::string disable;                     // the reason to disable the subscription; empty: none
};

/// The messages of all subscriptions on their way to the receivers: durable in the side store, with
/// an index in memory. The index is only touched under the lock of the subscriptions. Any thread.
///
/// For a subscription or a message that does not exist, or no longer does, nothing is written and
/// `nullopt` or nothing is returned.
class Deliveries {
 public:
  static ledger::Result<std::unique_ptr<Deliveries>> open(ledger::SideStore& side,
                                                          Subscriptions& subscriptions,
                                                          Retention retention = {});

  /// Adds messages that are due immediately, in one write with what `edit` changes in the
  /// subscription and appends to the changes. If `edit` returns false, nothing is written and
  /// `nullopt` is returned.
  using Edit = std::function<bool(Subscription&, SideChanges&)>;
  ledger::Result<std::optional<std::vector<Delivery>>> add(
      const std::string& id, const std::vector<WebhookMessage>& messages, Instant now,
      const Edit& edit);
  ledger::Result<std::optional<Delivery>> add(const std::string& id, const WebhookMessage& message,
                                              Instant now);
  /// Makes a delivery due immediately and restarts its schedule.
  ledger::Result<std::optional<Delivery>> redeliver(const std::string& id,
                                                    std::string_view message_id, Instant now);
  /// Removes everything of a subscription that has itself been removed.
  ledger::Result<void> remove(const std::string& id);

  /// What is due, each subscription's in the order in which it became due, at most
  /// `max_under_way` of each subscription. It is under way until `finish`.
  ledger::Result<std::vector<DueDelivery>> take_due(Instant now, std::size_t max_under_way);
  /// When the next delivery that take_due() would return is due.
  std::optional<Instant> next_due(std::size_t max_under_way) const;
  ledger::Result<void> finish(const std::string& id, std::uint64_t number,
                              const AttemptOutcome& outcome);

  Backlog backlog(std::string_view id) const;
  ledger::Result<std::optional<Delivery>> find(const std::string& id,
                                               std::string_view message_id) const;
  /// Newest first.
  ledger::Result<std::vector<Delivery>> list(const std::string& id,
                                             const DeliveryQuery& query) const;
  /// Removes finished deliveries that need not be kept any longer.
  ledger::Result<void> remove_expired(Instant now);

 private:
  Deliveries(ledger::SideStore& side, Subscriptions& subscriptions, Retention retention)
      : side_(side), subscriptions_(subscriptions), retention_(retention) {}
  ledger::Result<void> load();
  ledger::Result<std::optional<Delivery>> read(const std::string& id, std::uint64_t number) const;
  ledger::Result<std::optional<std::uint64_t>> number_of(const std::string& id,
                                                         std::string_view message_id) const;
  ledger::Result<std::optional<Delivery>> read_named(const std::string& id,
                                                     std::string_view message_id) const;
  ledger::Result<void> remove_expired_of(const std::string& id, DeliveryIndex& index, Instant now);

  ledger::SideStore& side_;
  Subscriptions& subscriptions_;
  const Retention retention_;
  std::map<std::string, DeliveryIndex, std::less<>> indexes_;  // by the id of the subscription
};

}  // namespace tools::webhooks
