#include "tests/tools/webhooks/records.h"

namespace tools::webhooks {
namespace {

class WebhookSubscriptions : public WebhookRecords {};

TEST_F(WebhookSubscriptions, keep_every_member_across_a_restart) {
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
  ASSERT_TRUE(subscriptions_->add(made));
  open();
  const auto kept = subscriptions_->find("wh_1");
  ASSERT_TRUE(kept);
  EXPECT_EQ(to_text(*kept), to_text(made));
}

TEST_F(WebhookSubscriptions, are_written_with_the_conditions_and_messages_of_a_step_or_not_at_all) {
  add("wh_1");
  ASSERT_TRUE(take("wh_1", 5, {message("msg_a"), message("msg_b")}));
  EXPECT_FALSE(take("wh_1", 9, {message("msg_c")}, 1)) << "of another generation";
  EXPECT_FALSE(take("wh_2", 9, {message("msg_c")})) << "does not exist";
  open();
  EXPECT_EQ(subscriptions_->find("wh_1")->progress.position, Position{5});
  EXPECT_TRUE(subscriptions_->condition("wh_1", "18").value());
  EXPECT_EQ(deliveries_->backlog("wh_1").pending, 2U);
  EXPECT_EQ(due(), (Ids{"msg_a", "msg_b"}));
}

TEST_F(WebhookSubscriptions, are_removed_with_everything_that_belongs_to_them) {
  add("wh_1");
  add("wh_12");
  take("wh_1", 1, {message("msg_a")});
  take("wh_12", 1, {message("msg_b")});
  due();
  ASSERT_TRUE(remove("wh_1"));
  EXPECT_FALSE(remove("wh_1"));
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

TEST_F(WebhookSubscriptions, finish_an_interrupted_removal_at_the_next_start) {
  add("wh_1");
  take("wh_1", 1, {message("msg_a")});
  ASSERT_TRUE(side_->write({{"webhooks/subscription/wh_1", std::nullopt}}));
  open();
  std::size_t left = 0;
  ASSERT_TRUE(side_->scan("webhooks/", [&](auto, auto) { return ++left > 0; }));
  EXPECT_EQ(left, 0U);
}

TEST_F(WebhookSubscriptions, discard_conditions_when_something_else_is_followed) {
  add("wh_1");
  take("wh_1", 1, {});
  ASSERT_TRUE(subscriptions_->edit_and_refollow("wh_1", [](Subscription&) {}).value());
  EXPECT_FALSE(subscriptions_->condition("wh_1", "18").value());
  EXPECT_FALSE(take("wh_1", 2, {})) << "of the generation before";
  EXPECT_TRUE(take("wh_1", 2, {}, 1));
}

TEST_F(WebhookSubscriptions, are_stored_under_these_keys) {
  add("wh_1");
  take("wh_1", 1, {});
  ASSERT_TRUE(deliveries_->add("wh_1", message("msg_a"), later(1)));
  std::map<std::string, std::string> entries;
  ASSERT_TRUE(side_->scan("", [&](std::string_view key, std::string_view value) {
    entries.emplace(key, value);
    return true;
  }));
  EXPECT_EQ(entries,
            (std::map<std::string, std::string>{
                {"webhooks/body/wh_1/00000000000000000001", "{}"},
                {"webhooks/condition/wh_1/18", "[1,0,0,[],[],0]"},
                {"webhooks/delivery/wh_1/00000000000000000001",
                 to_text(deliveries_->find("wh_1", "msg_a").value().value())},
                {"webhooks/number/wh_1/msg_a", "1"},
                {"webhooks/subscription/wh_1", to_text(subscriptions_->find("wh_1").value())},
            }));
}

TEST_F(WebhookSubscriptions, name_the_entry_that_cannot_be_read) {
  add("wh_1");
  ASSERT_TRUE(side_->write({{"webhooks/subscription/wh_1", "{}"}}));
  const auto opened = Subscriptions::open(*side_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ledger::FailureKind::corrupt);
  EXPECT_NE(opened.error().detail.find("webhooks/subscription/wh_1"), std::string::npos);
}

}  // namespace
}  // namespace tools::webhooks
