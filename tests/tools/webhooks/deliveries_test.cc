#include "tests/tools/webhooks/records.h"

namespace tools::webhooks {
namespace {

class WebhookDeliveries : public WebhookRecords {};

TEST_F(WebhookDeliveries, are_taken_once_when_due_and_a_few_at_a_time) {
  add("wh_1");
  add("wh_2");
  take("wh_1", 1, {message("msg_a"), message("msg_b"), message("msg_c")});
  take("wh_2", 1, {message("msg_d")});
  EXPECT_EQ(due(2), (Ids{"msg_a", "msg_b", "msg_d"}));
  EXPECT_EQ(due(2), Ids{});
  finish("wh_1", 1, 200);
  EXPECT_EQ(due(2), Ids{"msg_c"});
  EXPECT_EQ(status_of("wh_1", "msg_a"), DeliveryStatus::delivered);
}

TEST_F(WebhookDeliveries, under_way_are_due_again_after_a_crash) {
  add("wh_1");
  take("wh_1", 1, {message("msg_a")});
  EXPECT_EQ(due(), Ids{"msg_a"});
  open();
  EXPECT_EQ(due(), Ids{"msg_a"});
}

TEST_F(WebhookDeliveries, are_tried_again_at_the_next_attempt_and_fail_if_there_is_none) {
  add("wh_1");
  take("wh_1", 1, {message("msg_a")});
  due();
  finish("wh_1", 1, 500, later(100));
  EXPECT_EQ(deliveries_->next_due(8), later(100));
  EXPECT_TRUE(deliveries_->take_due(later(99), 8).value().empty());
  EXPECT_EQ(subscriptions_->find("wh_1")->failing_since, later(5));
  open();
  EXPECT_EQ(due(), Ids{"msg_a"});
  finish("wh_1", 1, 500);
  EXPECT_EQ(status_of("wh_1", "msg_a"), DeliveryStatus::failed);
  EXPECT_EQ(deliveries_->next_due(8), std::nullopt);
}

TEST_F(WebhookDeliveries, restart_their_schedule_when_redelivered_by_hand) {
  add("wh_1");
  take("wh_1", 1, {message("msg_a")});
  due();
  finish("wh_1", 1, 500);
  const auto again = deliveries_->redeliver("wh_1", "msg_a", later(50)).value();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->tries, 0U);
  EXPECT_EQ(again->attempts.size(), 1U);
  EXPECT_EQ(due(), Ids{"msg_a"});
  EXPECT_FALSE(deliveries_->redeliver("wh_1", "msg_z", later(50)).value());
}

TEST_F(WebhookDeliveries, are_not_due_while_their_subscription_is_disabled) {
  add("wh_1");
  take("wh_1", 1, {message("msg_a"), message("msg_b")});
  due(1);
  finish("wh_1", 1, 410, later(10'000'000'000), "gone");
  EXPECT_EQ(due(), Ids{});
  EXPECT_EQ(subscriptions_->find("wh_1")->disabled->reason, "gone");
  ASSERT_TRUE(subscriptions_->edit("wh_1", [](Subscription& s) { s.disabled.reset(); }).value());
  EXPECT_EQ(due(), (Ids{"msg_b", "msg_a"}));
}

TEST_F(WebhookDeliveries, are_kept_up_to_a_number_and_an_age) {
  open({.deliveries = 3, .days = 30});
  add("wh_1");
  for (std::uint64_t i = 1; i <= 5; ++i) {
    take("wh_1", i, {message("msg_" + std::to_string(i))});
    due();
    finish("wh_1", i, 200);
  }
  take("wh_1", 6, {message("msg_6")});
  const auto kept = [&] {
    Ids ids;
    for (const auto& one : deliveries_->list("wh_1", {}).value()) ids.push_back(one.message_id);
    return ids;
  };
  EXPECT_EQ(kept(), (Ids{"msg_6", "msg_5", "msg_4", "msg_3"}));
  EXPECT_FALSE(deliveries_->find("wh_1", "msg_1").value());
  ASSERT_TRUE(deliveries_->remove_expired(ledger::plus_days(later(5), 31)));
  EXPECT_EQ(kept(), Ids{"msg_6"}) << "pending deliveries stay";
}

}  // namespace
}  // namespace tools::webhooks
