#include <gtest/gtest.h>

#include "tests/temporary_directory.h"
#include "tools/webhooks/store.h"

namespace tools::webhooks {
namespace {

constexpr Instant later(std::int64_t seconds) { return {seconds * 1'000'000}; }

/// A store that can be closed and opened again.
class WebhookStore : public testing::Test {
 protected:
  WebhookStore() { open(); }

  void open(Retention retention = {}) {
    store_.reset();
    side_.reset();
    side_ = ledger::SideStore::open(directory_.path() + "/side").value();
    store_ = Store::open(*side_, retention).value();
  }

  static Subscription subscription(const std::string& id) {
    Subscription made{.id = id, .url = "https://example.com/", .types = {"seat.refused"}};
    made.secrets.push_back({make_secret(Signing::hmac), std::nullopt});
    return made;
  }
  void add(const std::string& id) { ASSERT_TRUE(store_->add(subscription(id))); }

  static Message message(const std::string& id) { return {id, "seat.refused", "18", "{}"}; }
  bool take(const std::string& id, std::uint64_t position, std::vector<Message> messages,
            std::uint64_t generation = 0) {
    Store::Step step{.generation = generation,
                     .progress = {.position = {position}, .instant = later(1)},
                     .conditions = {{"18", Condition{.stage = projections::state::Stage::valid}}},
                     .messages = std::move(messages)};
    return store_->take(id, step).value();
  }
  std::vector<std::string> due(std::size_t most = 8) {
    std::vector<std::string> ids;
    for (const auto& job : store_->take_due(ledger::latest, most).value()) {
      ids.push_back(job.delivery.message_id);
    }
    return ids;
  }
  void finish(const std::string& id, std::uint64_t number, int status,
              std::optional<Instant> next = {}, std::string disable = {}) {
    ASSERT_TRUE(store_->finish(id, number,
                               {.attempt = {.at = later(5), .status = status},
                                .next_attempt_at = next,
                                .disable = std::move(disable)}));
  }
  DeliveryStatus status_of(const std::string& id, const std::string& message_id) {
    return store_->delivery(id, message_id).value().value().status;
  }

  tests::TemporaryDirectory directory_;
  std::unique_ptr<ledger::SideStore> side_;
  std::unique_ptr<Store> store_;
};
using Ids = std::vector<std::string>;

TEST_F(WebhookStore, keeps_a_subscription_whole) {
  Subscription made = subscription("wh_1");
  made.serial_numbers = {"1", "2"};
  made.description = "for \"us\"";
  made.language = Language::sv;
  made.secrets.push_back({make_secret(Signing::hmac), later(9)});
  made.disabled = Subscription::Disabled{"gone", later(3)};
  made.failing_since = later(2);
  made.progress = {.position = {7},
                   .instant = later(1),
                   .sweep = Sweep{.cause = Sweep::Cause::event, .at = later(1), .after = "1"}};
  ASSERT_TRUE(store_->add(made));
  open();
  const auto kept = store_->find("wh_1");
  ASSERT_TRUE(kept);
  EXPECT_EQ(to_text(*kept), to_text(made));
}

TEST_F(WebhookStore, writes_a_step_with_its_conditions_and_messages_or_nothing_of_it) {
  add("wh_1");
  ASSERT_TRUE(take("wh_1", 5, {message("msg_a"), message("msg_b")}));
  EXPECT_FALSE(take("wh_1", 9, {message("msg_c")}, 1)) << "of another generation";
  EXPECT_FALSE(take("wh_2", 9, {message("msg_c")})) << "of nobody";
  open();
  EXPECT_EQ(store_->find("wh_1")->progress.position, Position{5});
  EXPECT_TRUE(store_->condition("wh_1", "18").value());
  EXPECT_EQ(store_->backlog("wh_1").pending, 2U);
  EXPECT_EQ(due(), (Ids{"msg_a", "msg_b"}));
}

TEST_F(WebhookStore, hands_out_what_is_due_once_and_a_few_at_a_time) {
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

TEST_F(WebhookStore, hands_out_again_after_a_crash_what_was_under_way) {
  add("wh_1");
  take("wh_1", 1, {message("msg_a")});
  EXPECT_EQ(due(), Ids{"msg_a"});
  open();
  EXPECT_EQ(due(), Ids{"msg_a"});
}

TEST_F(WebhookStore, tries_again_when_it_was_told_to_and_gives_up_when_not) {
  add("wh_1");
  take("wh_1", 1, {message("msg_a")});
  due();
  finish("wh_1", 1, 500, later(100));
  EXPECT_EQ(store_->next_due(8), later(100));
  EXPECT_TRUE(store_->take_due(later(99), 8).value().empty());
  EXPECT_EQ(store_->find("wh_1")->failing_since, later(5));
  open();
  EXPECT_EQ(due(), Ids{"msg_a"});
  finish("wh_1", 1, 500);
  EXPECT_EQ(status_of("wh_1", "msg_a"), DeliveryStatus::failed);
  EXPECT_EQ(store_->next_due(8), std::nullopt);
}

TEST_F(WebhookStore, sends_again_by_hand_with_the_schedule_from_its_start) {
  add("wh_1");
  take("wh_1", 1, {message("msg_a")});
  due();
  finish("wh_1", 1, 500);
  const auto again = store_->redeliver("wh_1", "msg_a", later(50)).value();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->tries, 0U);
  EXPECT_EQ(again->attempts.size(), 1U);
  EXPECT_EQ(due(), Ids{"msg_a"});
  EXPECT_FALSE(store_->redeliver("wh_1", "msg_z", later(50)).value());
}

TEST_F(WebhookStore, sends_nothing_while_a_subscription_is_disabled) {
  add("wh_1");
  take("wh_1", 1, {message("msg_a"), message("msg_b")});
  due(1);
  finish("wh_1", 1, 410, later(10'000'000'000), "gone");
  EXPECT_EQ(due(), Ids{});
  EXPECT_EQ(store_->find("wh_1")->disabled->reason, "gone");
  ASSERT_TRUE(store_->edit("wh_1", [](Subscription& s) { s.disabled.reset(); }).value());
  EXPECT_EQ(due(), (Ids{"msg_b", "msg_a"}));
}

TEST_F(WebhookStore, removes_everything_that_a_subscription_had) {
  add("wh_1");
  add("wh_12");
  take("wh_1", 1, {message("msg_a")});
  take("wh_12", 1, {message("msg_b")});
  due();
  ASSERT_TRUE(store_->remove("wh_1").value());
  EXPECT_FALSE(store_->remove("wh_1").value());
  finish("wh_1", 1, 200);  // it was under way
  std::vector<std::string> left;
  ASSERT_TRUE(side_->scan("webhooks/", [&](std::string_view key, auto) {
    if (key.find("/wh_1/") != key.npos || key.ends_with("/wh_1")) left.emplace_back(key);
    return true;
  }));
  EXPECT_EQ(left, Ids{});
  open();
  EXPECT_EQ(due(), Ids{"msg_b"});
}

TEST_F(WebhookStore, finishes_a_removal_that_was_cut_off) {
  add("wh_1");
  take("wh_1", 1, {message("msg_a")});
  ASSERT_TRUE(side_->write({{"webhooks/subscription/wh_1", std::nullopt}}));
  open();
  std::size_t left = 0;
  ASSERT_TRUE(side_->scan("webhooks/", [&](auto, auto) { return ++left > 0; }));
  EXPECT_EQ(left, 0U);
}

TEST_F(WebhookStore, forgets_conditions_when_something_else_is_followed) {
  add("wh_1");
  take("wh_1", 1, {});
  ASSERT_TRUE(store_->follow_anew("wh_1", [](Subscription&) {}).value());
  EXPECT_FALSE(store_->condition("wh_1", "18").value());
  EXPECT_FALSE(take("wh_1", 2, {})) << "of the generation before";
  EXPECT_TRUE(take("wh_1", 2, {}, 1));
}

TEST_F(WebhookStore, keeps_so_many_deliveries_and_for_so_long) {
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
    for (const auto& one : store_->deliveries("wh_1", {}).value()) ids.push_back(one.message_id);
    return ids;
  };
  EXPECT_EQ(kept(), (Ids{"msg_6", "msg_5", "msg_4", "msg_3"}));
  EXPECT_FALSE(store_->delivery("wh_1", "msg_1").value());
  ASSERT_TRUE(store_->forget_old(ledger::plus_days(later(5), 31)));
  EXPECT_EQ(kept(), Ids{"msg_6"}) << "what is pending stays";
}

TEST_F(WebhookStore, says_what_cannot_be_read) {
  add("wh_1");
  ASSERT_TRUE(side_->write({{"webhooks/subscription/wh_1", "{}"}}));
  store_.reset();
  const auto opened = Store::open(*side_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ledger::FailureKind::corrupt);
  EXPECT_NE(opened.error().detail.find("webhooks/subscription/wh_1"), std::string::npos);
}

}  // namespace
}  // namespace tools::webhooks
