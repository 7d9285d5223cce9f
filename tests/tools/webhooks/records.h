#pragma once

#include <gtest/gtest.h>

#include "tests/support/temporary_directory.h"
#include "tools/webhooks/log_step.h"

namespace tools::webhooks {

inline constexpr Instant later(std::int64_t seconds) { return {seconds * 1'000'000}; }

using Ids = std::vector<std::string>;

/// Subscriptions and their deliveries, which can be closed and opened again.
class WebhookRecords : public testing::Test {
 protected:
  WebhookRecords() { open(); }

  void open(Retention retention = {}) {
    deliveries_.reset();
    subscriptions_.reset();
    side_.reset();
    side_ = ledger::SideStore::open(directory_.path() + "/side").value();
    subscriptions_ = Subscriptions::open(*side_).value();
    deliveries_ = Deliveries::open(*side_, *subscriptions_, retention).value();
  }

  static Subscription subscription(const std::string& id) {
    Subscription made{.id = id, .url = "https://example.com/", .types = {"seat.refused"}};
    made.secrets.push_back({make_secret(Signing::hmac), std::nullopt});
    return made;
  }
  void add(const std::string& id) { ASSERT_TRUE(subscriptions_->add(subscription(id))); }

  bool remove(const std::string& id) {
    const bool removed = subscriptions_->remove(id).value();
    return removed && deliveries_->remove(id);
  }

  static WebhookMessage message(const std::string& id) { return {id, "seat.refused", "18", "{}"}; }
  bool take(const std::string& id, std::uint64_t position, std::vector<WebhookMessage> messages,
            std::uint64_t generation = 0) {
    const LogStep step{.generation = generation,
                       .progress = {.position = {position}, .instant = later(1)},
                       .conditions = {{"18", Condition{.stage = projections::state::Stage::valid}}},
                       .messages = std::move(messages)};
    return write_step(*deliveries_, id, step).value();
  }
  std::vector<std::string> due(std::size_t most = 8) {
    std::vector<std::string> ids;
    for (const auto& job : deliveries_->take_due(ledger::latest, most).value()) {
      ids.push_back(job.delivery.message_id);
    }
    return ids;
  }
  void finish(const std::string& id, std::uint64_t number, int status,
              std::optional<Instant> next = {}, std::string disable = {}) {
    ASSERT_TRUE(deliveries_->finish(id, number,
                                    {.attempt = {.at = later(5), .status = status},
                                     .next_attempt_at = next,
                                     .disable = std::move(disable)}));
  }
  DeliveryStatus status_of(const std::string& id, const std::string& message_id) {
    return deliveries_->find(id, message_id).value().value().status;
  }

  tests::TemporaryDirectory directory_;
  std::unique_ptr<ledger::SideStore> side_;
  std::unique_ptr<Subscriptions> subscriptions_;
  std::unique_ptr<Deliveries> deliveries_;
};

}  // namespace tools::webhooks
