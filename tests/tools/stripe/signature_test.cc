#include "tools/stripe/signature.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <vector>

#include "ledger/digest.h"

namespace tests {
namespace {

using tools::stripe::judge_signature;
using tools::stripe::SignatureVerdict;

constexpr std::int64_t signed_at = 1'767'225'600;
const std::string body = R"({"id": "evt_1"})";
const std::vector<std::string> secrets{"whsec_new", "whsec_old"};

std::string hmac(const std::string& secret, std::int64_t at, const std::string& of = body) {
  return ledger::hex(ledger::hmac_sha256(secret, {std::to_string(at), ".", of}));
}

SignatureVerdict judged(const std::string& header, std::int64_t now = signed_at) {
  return judge_signature(header, body, secrets, ledger::Instant{now * 1'000'000}, 300);
}

TEST(StripeSignature, matches_a_known_message) {
  // From Stripe's own library: generateTestHeaderString with this secret, payload and timestamp.
  const std::vector<std::string> secret{"whsec_test_secret"};
  const std::string payload = R"({"id":"evt_test_webhook","object":"event"})";
  const std::string header =
      "t=1767225600,v1=ea39823a9ff870c5ea2be9961fdbf5dcbe1056e7895a312bfede2475c7e436ce";
  EXPECT_EQ(judge_signature(header, payload, secret, ledger::Instant{signed_at * 1'000'000}, 300),
            SignatureVerdict::genuine);
}

TEST(StripeSignature, is_genuine_if_any_v1_matches_under_any_secret) {
  for (const auto& secret : secrets) {
    EXPECT_EQ(judged(fmt::format("t={},v1={}", signed_at, hmac(secret, signed_at))),
              SignatureVerdict::genuine);
  }
  EXPECT_EQ(judged(fmt::format("t={},v1={},v1={},v0=ab", signed_at, hmac("whsec_gone", signed_at),
                               hmac("whsec_old", signed_at))),
            SignatureVerdict::genuine);
  EXPECT_EQ(judged(fmt::format("v1={}, t={}", hmac("whsec_new", signed_at), signed_at)),
            SignatureVerdict::genuine);
}

TEST(StripeSignature, is_forged_under_another_secret_for_another_body_or_time) {
  EXPECT_EQ(judged(fmt::format("t={},v1={}", signed_at, hmac("whsec_other", signed_at))),
            SignatureVerdict::forged);
  EXPECT_EQ(judged(fmt::format("t={},v1={}", signed_at, hmac("whsec_new", signed_at, body + " "))),
            SignatureVerdict::forged);
  EXPECT_EQ(judged(fmt::format("t={},v1={}", signed_at + 1, hmac("whsec_new", signed_at))),
            SignatureVerdict::forged);
  EXPECT_EQ(judged(fmt::format("t={},v0={},v1=00", signed_at, hmac("whsec_new", signed_at))),
            SignatureVerdict::forged);
  EXPECT_EQ(
      judged(fmt::format("t={},v1={}", signed_at, hmac("whsec_new", signed_at).substr(0, 63))),
      SignatureVerdict::forged);
}

TEST(StripeSignature, is_stale_when_its_time_is_further_from_now_than_the_tolerance) {
  const auto header = fmt::format("t={},v1={}", signed_at, hmac("whsec_new", signed_at));
  EXPECT_EQ(judged(header, signed_at + 300), SignatureVerdict::genuine);
  EXPECT_EQ(judged(header, signed_at + 301), SignatureVerdict::stale);
  EXPECT_EQ(judged(header, signed_at - 300), SignatureVerdict::genuine);
  EXPECT_EQ(judged(header, signed_at - 301), SignatureVerdict::stale);
  // Without a secret, the clock is not revealed.
  EXPECT_EQ(judged(fmt::format("t={},v1=00", signed_at - 1'000)), SignatureVerdict::forged);
}

TEST(StripeSignature, is_malformed_without_a_time_or_a_v1) {
  EXPECT_EQ(judged(""), SignatureVerdict::missing);
  EXPECT_EQ(judged("  "), SignatureVerdict::missing);
  for (const char* header : {"t=1767225600", "v1=00", "t=,v1=00", "t=17x,v1=00",
                             "t=9999999999999999999999,v1=00", ",,,", "t", "=", "hello"}) {
    EXPECT_EQ(judged(header), SignatureVerdict::malformed) << header;
  }
  EXPECT_EQ(judged(fmt::format("t=-9223372036854775808,v1={}",
                               hmac("whsec_new", std::numeric_limits<std::int64_t>::min()))),
            SignatureVerdict::stale);
}

}  // namespace
}  // namespace tests
