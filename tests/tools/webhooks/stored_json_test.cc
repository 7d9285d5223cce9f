#include <gtest/gtest.h>

#include "tools/webhooks/condition.h"
#include "tools/webhooks/delivery.h"
#include "tools/webhooks/subscription.h"

/// The JSON in the side store. A server of a later version must read what an earlier one wrote, so
/// these texts never change.
namespace tools::webhooks {
namespace {

using ledger::LicenseNumber;
using ledger::ReasonCode;

Subscription full_subscription() {
  return {.id = "wh_1",
          .url = "https://example.com/a?b=c",
          .types = {"license.blocked", "seat.refused"},
          .serial_numbers = {"1801000001", "1801000002"},
          .description = "for \"us\"",
          .language = Language::sv,
          .secrets = {{{Signing::hmac, std::string(24, 'k')}, std::nullopt},
                      {{Signing::ed25519, std::string(32, 's')}, Instant{9}}},
          .created_at = {1},
          .disabled = Subscription::Disabled{"gone", {3}},
          .failing_since = Instant{2},
          .progress = {.position = {7},
                       .instant = {5},
                       .sweep = Sweep{.cause = Sweep::Cause::event, .at = {6}, .after = "18"}},
          .next_number = 4,
          .generation = 8};
}
constexpr const char* full_subscription_text =
    R"({"id":"wh_1","url":"https://example.com/a?b=c","types":["license.blocked","seat.refused"],)"
    R"("serial_numbers":["1801000001","1801000002"],"description":"for \"us\"","language":1,)"
    R"("secrets":[{"secret":"whsec_a2tra2tra2tra2tra2tra2tra2tra2tr","until":null},)"
    R"({"secret":"whsk_c3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3M=","until":9}],)"
    R"("created_at":1,"disabled":{"reason":"gone","at":3},"failing_since":2,"position":7,)"
    R"("instant":5,"sweep":{"cause":1,"at":6,"after":"18"},"next_number":4,"generation":8})";

constexpr const char* empty_subscription_text =
    R"({"id":"","url":"","types":[],"serial_numbers":[],"description":"","language":0,)"
    R"("secrets":[],"created_at":0,"disabled":null,"failing_since":null,"position":0,)"
    R"("instant":-9223372036854775808,"sweep":null,"next_number":1,"generation":0})";

TEST(StoredSubscription, is_written_as_this_text_and_read_back_whole) {
  EXPECT_EQ(to_text(full_subscription()), full_subscription_text);
  EXPECT_EQ(to_text(Subscription{}), empty_subscription_text);
  for (const char* text : {full_subscription_text, empty_subscription_text}) {
    const auto read = subscription_from(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(to_text(*read), text);
  }
}

TEST(StoredSubscription, is_unreadable_if_a_member_is_missing_or_of_another_type) {
  const std::string good = full_subscription_text;
  const auto with = [&](std::string_view old_part, std::string_view new_part) {
    std::string text = good;
    text.replace(text.find(old_part), old_part.size(), new_part);
    return text;
  };
  for (const auto& text :
       {std::string{}, std::string{"[]"}, std::string{"{}"}, with("\"url\"", "\"uri\""),
        with("\"language\":1", "\"language\":\"sv\""), with("\"position\":7", "\"position\":null"),
        with("[\"license.blocked\"", "[1"), with("\"until\"", "\"til\""),
        with("\"reason\":\"gone\",", ""), with("\"cause\":1", "\"cause\":\"1\""), good + "x"}) {
    EXPECT_FALSE(subscription_from(text)) << text;
  }
}

TEST(StoredDelivery, is_written_as_this_text_and_read_back_whole) {
  const Delivery full{.number = 12,
                      .message_id = "msg_1",
                      .type = "seat.refused",
                      .subject = "1801000001",
                      .created_at = {1},
                      .status = DeliveryStatus::failed,
                      .tries = 2,
                      .next_attempt_at = {3},
                      .finished_at = Instant{4},
                      .attempts = {{.at = {1}, .milliseconds = 15, .status = 500, .excerpt = "no"},
                                   {.at = {2}, .milliseconds = 0, .status = 0, .error = "\"x\""}}};
  EXPECT_EQ(to_text(full),
            R"({"number":12,"message_id":"msg_1","type":"seat.refused","subject":"1801000001",)"
            R"("created_at":1,"status":2,"tries":2,"next_attempt_at":3,"finished_at":4,)"
            R"("attempts":[[1,15,500,"","no"],[2,0,0,"\"x\"",""]]})");
  EXPECT_EQ(to_text(Delivery{}),
            R"({"number":0,"message_id":"","type":"","subject":"","created_at":0,"status":0,)"
            R"("tries":0,"next_attempt_at":0,"finished_at":null,"attempts":[]})");
  for (const auto& delivery : {full, Delivery{}}) {
    EXPECT_EQ(delivery_from(to_text(delivery)), delivery);
  }
}

TEST(StoredDelivery, is_unreadable_if_a_member_is_missing_or_of_another_type) {
  const std::string head =
      R"({"number":1,"message_id":"m","type":"t","subject":"s","created_at":1)";
  for (const std::string tail :
       {"", "}", R"(,"status":0,"tries":0,"next_attempt_at":0,"finished_at":null})",
        R"(,"status":0,"tries":0,"next_attempt_at":0,"finished_at":null,"attempts":[[1,2,3,""]]})",
        R"(,"status":0,"tries":0,"next_attempt_at":0,"finished_at":null,"attempts":{}})"}) {
    EXPECT_FALSE(delivery_from(head + tail)) << tail;
  }
}

TEST(StoredCondition, is_written_as_this_text_and_read_back_whole) {
  const Condition full{.stage = projections::state::Stage::grace,
                       .current = {1},
                       .pending = LicenseNumber{2},
                       .reasons = {{ReasonCode::unpaid, "INV-7"}, {ReasonCode::not_bound, ""}},
                       .open_invoices = {{"INV-1", true}, {"Ä \"quoted\"", false}},
                       .next = Instant{1'767'225'600'000'000}};
  EXPECT_EQ(to_text(full),
            R"([3,1,2,[["unpaid","INV-7"],["not_bound",""]],[["INV-1",1],["Ä \"quoted\"",0]],)"
            R"(1767225600000000])");
  EXPECT_EQ(to_text(Condition{}), "[0,0,0,[],[],0]");
  for (const auto& condition : {full, Condition{}}) {
    EXPECT_EQ(condition_from(to_text(condition)), condition);
  }
}

TEST(StoredCondition, is_unreadable_in_any_other_form) {
  for (const char* text : {"", "[]", "{}", "[0,0,0,[],[]]", "[9,0,0,[],[],0]", "[0,0,0,[1],[],0]",
                           "[0,0,0,[[\"nothing\",\"\"]],[],0]", "[0,\"0\",0,[],[],0]"}) {
    EXPECT_FALSE(condition_from(text)) << text;
  }
}

}  // namespace
}  // namespace tools::webhooks
