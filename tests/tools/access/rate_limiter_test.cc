#include "tools/access/rate_limiter.h"

#include <gtest/gtest.h>

namespace {

using tools::access::RateLimiter;
using namespace std::chrono_literals;

const RateLimiter::Clock::time_point noon{1000h};

int allowed(RateLimiter& limiter, const char* key, RateLimiter::Clock::time_point at, int tries) {
  int count = 0;
  for (int i = 0; i < tries; ++i) count += limiter.take(key, at).allowed ? 1 : 0;
  return count;
}

TEST(RateLimiter, allows_a_burst_of_a_whole_window) {
  RateLimiter limiter{10, 60s};
  EXPECT_EQ(allowed(limiter, "a", noon, 20), 10);
}

TEST(RateLimiter, restores_the_burst_evenly) {
  RateLimiter limiter{10, 60s};
  EXPECT_EQ(allowed(limiter, "a", noon, 10), 10);
  EXPECT_EQ(allowed(limiter, "a", noon + 5900ms, 3), 0);
  EXPECT_EQ(allowed(limiter, "a", noon + 6s, 3), 1);
  EXPECT_EQ(allowed(limiter, "a", noon + 30s, 9), 4);
  EXPECT_EQ(allowed(limiter, "a", noon + 200s, 20), 10);
}

TEST(RateLimiter, never_allows_more_than_two_windows_in_one) {
  RateLimiter limiter{10, 60s};
  int count = 0;
  for (int second = 0; second < 60; ++second) count += allowed(limiter, "a", noon + second * 1s, 5);
  EXPECT_LE(count, 20);
  EXPECT_GE(count, 19);
}

TEST(RateLimiter, counts_each_key_separately) {
  RateLimiter limiter{1, 60s};
  EXPECT_TRUE(limiter.take("a", noon).allowed);
  EXPECT_FALSE(limiter.take("a", noon).allowed);
  EXPECT_TRUE(limiter.take("b", noon).allowed);
}

TEST(RateLimiter, reports_how_many_may_follow_and_when) {
  RateLimiter limiter{3, 60s};
  const auto first = limiter.take("a", noon);
  EXPECT_EQ(first.remaining, 2U);
  EXPECT_EQ(first.full_in, 20s);
  EXPECT_EQ(first.next_in, 0s);
  allowed(limiter, "a", noon, 2);
  const auto refused = limiter.take("a", noon + 500ms);
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.remaining, 0U);
  EXPECT_EQ(refused.next_in, 20s) << "rounded up from 19.5";
  EXPECT_TRUE(limiter.take("a", noon + 500ms + refused.next_in).allowed);
}

TEST(RateLimiter, does_not_count_refused_requests) {
  RateLimiter limiter{1, 60s};
  allowed(limiter, "a", noon, 100);
  EXPECT_TRUE(limiter.take("a", noon + 60s).allowed);
}

TEST(RateLimiter, of_zero_is_unlimited) {
  RateLimiter limiter{0, 60s};
  EXPECT_FALSE(limiter.limits());
  EXPECT_EQ(allowed(limiter, "a", noon, 100), 100);
}

TEST(RateLimiter, stays_correct_while_keys_come_and_go) {
  RateLimiter limiter{2, 1s};
  EXPECT_EQ(allowed(limiter, "kept", noon, 3), 2);
  for (int i = 0; i < 10'000; ++i) limiter.take(std::to_string(i), noon + i * 10us);
  EXPECT_FALSE(limiter.take("kept", noon + 100ms).allowed);
  EXPECT_TRUE(limiter.take("kept", noon + 600ms).allowed);
}

}  // namespace
