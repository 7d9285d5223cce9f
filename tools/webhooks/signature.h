#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/vocabulary.h"

/// How messages are signed, by Standard Webhooks 1.0.0.
namespace tools::webhooks {

/// `hmac`: HMAC-SHA256, signatures `v1`. `ed25519`: signatures `v1a`, which the receiver can verify
/// but not create.
enum class Signing : std::uint8_t { hmac, ed25519 };

/// The key of an HMAC (24 to 64 bytes), or the seed of an Ed25519 key (32 bytes).
struct Secret {
  Signing signing{};
  std::string bytes;
  bool operator==(const Secret&) const = default;
};

Secret make_secret(Signing signing);

/// As shown and stored: `whsec_` or `whsk_`, then base64.
std::string to_text(const Secret& secret);
/// Reads what `to_text` writes; `nullopt` for anything else, including a key of a wrong length.
std::optional<Secret> secret_from(std::string_view text);
/// `whpk_`, then base64 of the public key. For an Ed25519 secret only.
std::string public_key_text(const Secret& secret);

/// `v1,…` or `v1a,…` over `{id}.{timestamp}.{body}`. `timestamp`: seconds since 1970.
std::string signature_of(const Secret& secret, std::string_view id, std::int64_t timestamp,
                         std::string_view body);
/// One for each secret, separated by spaces, as in the header `webhook-signature`.
std::string signatures_of(const std::vector<Secret>& secrets, std::string_view id,
                          std::int64_t timestamp, std::string_view body);

}  // namespace tools::webhooks

template <>
struct ledger::Names<tools::webhooks::Signing> {
  static constexpr std::array<std::string_view, 2> list{"hmac", "ed25519"};
};
