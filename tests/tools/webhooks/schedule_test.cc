#include "tools/webhooks/schedule.h"

#include <gtest/gtest.h>

namespace tools::webhooks {
namespace {

using namespace std::chrono_literals;

constexpr ledger::Instant now{1'000'000'000};

std::int64_t wait_ms(std::optional<ledger::Instant> next) {
  EXPECT_TRUE(next);
  return next ? (next->micros - now.micros) / 1000 : -1;
}

TEST(WebhookSchedule, is_the_one_in_the_specification_by_default) {
  EXPECT_EQ(usual_schedule(), (Schedule{0s, 5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h}));
  EXPECT_EQ(schedule_from("0,5,300,1800,7200,18000,36000,50400,72000,86400"), usual_schedule());
}

TEST(WebhookSchedule, is_parsed_from_seconds) {
  EXPECT_EQ(schedule_from("0"), Schedule{0s});
  EXPECT_EQ(schedule_from("0,0.25,60"), (Schedule{0s, 250ms, 60s}));
  for (const char* text : {"", ",", "0,", "0,,1", "-1", "x", "1s", "1e9", "nan", "inf", " 1"}) {
    EXPECT_FALSE(schedule_from(text)) << text;
  }
  std::string many = "0";
  for (int i = 1; i < 50; ++i) many += ",1";
  EXPECT_TRUE(schedule_from(many));
  EXPECT_FALSE(schedule_from(many + ",1"));
}

TEST(WebhookSchedule, waits_longer_after_each_failure_and_then_ends) {
  const Schedule schedule{0s, 10s, 100s};
  EXPECT_EQ(wait_ms(next_attempt(schedule, 1, now, 0, {})), 10'000);
  EXPECT_EQ(wait_ms(next_attempt(schedule, 2, now, 0, {})), 100'000);
  EXPECT_FALSE(next_attempt(schedule, 3, now, 0, {}));
}

TEST(WebhookSchedule, spreads_attempts_over_a_tenth_of_the_wait) {
  const Schedule schedule{0s, 10s};
  for (std::uint64_t dice = 0; dice < 5'000'000; dice += 7'919) {
    const auto wait = wait_ms(next_attempt(schedule, 1, now, dice, {}));
    ASSERT_GE(wait, 10'000);
    ASSERT_LT(wait, 11'000);
  }
  EXPECT_EQ(wait_ms(next_attempt(schedule, 1, now, 999'999, {})), 10'999);
}

TEST(WebhookSchedule, honors_a_longer_retry_after_but_for_one_day_at_most) {
  const Schedule schedule{0s, 10s};
  EXPECT_EQ(wait_ms(next_attempt(schedule, 1, now, 0, 120s)), 120'000);
  EXPECT_EQ(wait_ms(next_attempt(schedule, 1, now, 0, 1s)), 10'000);
  EXPECT_EQ(wait_ms(next_attempt(schedule, 1, now, 0, std::chrono::hours{1'000})), 86'400'000);
  EXPECT_FALSE(next_attempt(schedule, 2, now, 0, 120s));
}

}  // namespace
}  // namespace tools::webhooks
