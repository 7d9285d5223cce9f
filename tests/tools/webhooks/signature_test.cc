#include "tools/webhooks/signature.h"

#include <gtest/gtest.h>

#include "ledger/digest.h"
#include "ledger/signing_key.h"

namespace tools::webhooks {
namespace {

constexpr std::string_view id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::int64_t timestamp = 1614265330;
constexpr std::string_view body = R"({"test": 2432232314})";

/// The test vectors of the Standard Webhooks libraries.
TEST(WebhookSignature, matches_the_reference_for_hmac) {
  const auto secret = secret_from("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  ASSERT_TRUE(secret);
  EXPECT_EQ(signature_of(*secret, id, timestamp, body),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, matches_the_reference_for_ed25519) {
  const auto secret = secret_from("whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=");
  ASSERT_TRUE(secret);
  EXPECT_EQ(signature_of(*secret, id, timestamp, body),
            "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFi"
            "L8Ag==");
}

TEST(WebhookSignature, of_ed25519_verifies_with_the_public_key_that_is_shown) {
  const Secret secret = make_secret(Signing::ed25519);
  const std::string shown = public_key_text(secret);
  ASSERT_TRUE(shown.starts_with("whpk_"));
  const auto bytes = ledger::from_base64(std::string_view{shown}.substr(5));
  ASSERT_TRUE(bytes && bytes->size() == 32);
  ledger::PublicKey key{};
  std::ranges::copy(*bytes, key.begin());
  const auto text = signature_of(secret, "msg_1", 17, "{}");
  const auto signature = ledger::from_base64(std::string_view{text}.substr(4));
  ASSERT_TRUE(signature && signature->size() == 64);
  const std::vector<std::uint8_t> signed_bytes{signature->begin(), signature->end()};
  EXPECT_TRUE(ledger::verify(key, "msg_1.17.{}", signed_bytes));
  EXPECT_FALSE(ledger::verify(key, "msg_1.18.{}", signed_bytes));
}

TEST(WebhookSignature, is_made_with_each_secret_during_a_rotation) {
  const std::vector<Secret> secrets{make_secret(Signing::hmac), make_secret(Signing::hmac)};
  EXPECT_EQ(signatures_of(secrets, id, timestamp, body),
            signature_of(secrets[0], id, timestamp, body) + " " +
                signature_of(secrets[1], id, timestamp, body));
}

TEST(WebhookSecret, is_read_back_from_its_text) {
  for (const auto signing : {Signing::hmac, Signing::ed25519}) {
    const Secret secret = make_secret(signing);
    EXPECT_EQ(secret_from(to_text(secret)), secret);
    EXPECT_NE(make_secret(signing), secret);
  }
}

TEST(WebhookSecret, has_24_to_64_bytes_for_an_hmac) {
  for (const std::size_t size : {24U, 32U, 64U}) {
    EXPECT_TRUE(secret_from(to_text({Signing::hmac, std::string(size, 'k')}))) << size;
  }
  for (const std::size_t size : {0U, 23U, 65U}) {
    EXPECT_FALSE(secret_from(to_text({Signing::hmac, std::string(size, 'k')}))) << size;
  }
  EXPECT_FALSE(secret_from(to_text({Signing::ed25519, std::string(31, 'k')})));
}

TEST(WebhookSecret, needs_its_prefix_and_base64) {
  for (const char* text :
       {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!",
        "WHSEC_MfKQ9r8GKYqrTwjUPD8I", "whpk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk="}) {
    EXPECT_FALSE(secret_from(text)) << text;
  }
}

}  // namespace
}  // namespace tools::webhooks
