#include "tools/webhooks/signature.h"

#include <algorithm>
#include <fmt/format.h>
#include <span>

#include "ledger/digest.h"
#include "ledger/signing_key.h"

namespace tools::webhooks {
namespace {

constexpr std::string_view hmac_prefix = "whsec_";
constexpr std::string_view private_prefix = "whsk_";
constexpr std::string_view public_prefix = "whpk_";
constexpr std::size_t min_hmac_bytes = 24;
constexpr std::size_t max_hmac_bytes = 64;
constexpr std::size_t generated_bytes = 32;  // of a new HMAC key, and of every Ed25519 seed

ledger::SigningKey key_of(const Secret& secret) {
  LEDGER_CHECK(secret.signing == Signing::ed25519 && secret.bytes.size() == generated_bytes);
  std::array<std::uint8_t, generated_bytes> seed{};
  std::ranges::copy(secret.bytes, seed.begin());
  return ledger::SigningKey::from_seed(seed);
}

}  // namespace

Secret make_secret(Signing signing) {
  std::array<std::uint8_t, generated_bytes> bytes{};
  ledger::fill_random(bytes);
  return {signing, {bytes.begin(), bytes.end()}};
}

std::string to_text(const Secret& secret) {
  return fmt::format("{}{}", secret.signing == Signing::hmac ? hmac_prefix : private_prefix,
                     ledger::base64(std::string_view{secret.bytes}));
}

std::optional<Secret> secret_from(std::string_view text) {
  const bool hmac = text.starts_with(hmac_prefix);
  if (!hmac && !text.starts_with(private_prefix)) return std::nullopt;
  text.remove_prefix(hmac ? hmac_prefix.size() : private_prefix.size());
  auto bytes = ledger::from_base64(text);
  if (!bytes) return std::nullopt;
  const bool long_enough = hmac ? bytes->size() >= min_hmac_bytes && bytes->size() <= max_hmac_bytes
                                : bytes->size() == generated_bytes;
  if (!long_enough) return std::nullopt;
  return Secret{hmac ? Signing::hmac : Signing::ed25519, std::move(*bytes)};
}

std::string public_key_text(const Secret& secret) {
  return fmt::format("{}{}", public_prefix,
                     ledger::base64(std::span<const std::uint8_t>{key_of(secret).public_key()}));
}

std::string signature_of(const Secret& secret, std::string_view id, std::int64_t timestamp,
                         std::string_view body) {
  const std::string head = fmt::format("{}.{}.", id, timestamp);
  if (secret.signing == Signing::hmac) {
    const auto digest = ledger::hmac_sha256(secret.bytes, {head, body});
    return fmt::format("v1,{}", ledger::base64(std::span<const std::uint8_t>{digest}));
  }
  const auto signature = key_of(secret).sign(fmt::format("{}{}", head, body));
  return fmt::format("v1a,{}", ledger::base64(std::span<const std::uint8_t>{signature}));
}

std::string signatures_of(const std::vector<Secret>& secrets, std::string_view id,
                          std::int64_t timestamp, std::string_view body) {
  std::string signatures;
  for (const auto& secret : secrets) {
    if (!signatures.empty()) signatures += ' ';
    signatures += signature_of(secret, id, timestamp, body);
  }
  return signatures;
}

}  // namespace tools::webhooks
