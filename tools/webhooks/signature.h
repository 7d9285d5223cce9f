#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/vocabulary.h"

/// How a message shows that it is ours, by Standard Webhooks 1.0.0.
namespace tools::webhooks {

/// `hmac`: HMAC-SHA256, signatures `v1`. `ed25519`: signatures `v1a`, which the receiver verifies
/// without being able to make one.
enum class Signing : std::uint8_t { hmac, ed25519 };

/// What signs: the key of an HMAC (24 to 64 bytes), or the seed of an Ed25519 key (32 bytes).
struct Secret {
  Signing signing{};
  std::string bytes;
  bool operator==(const Secret&) const = default;
};

Secret make_secret(Signing signing);

/// As it is shown and kept: `whsec_` or `whsk_`, then base64.
std::string to_text(const Secret& secret);
/// What `to_text` wrote; nothing for anything else, a key of a wrong length included.
std::optional<Secret> secret_from(std::string_view text);
/// `whpk_`, then base64 of the public key. Of an Ed25519 secret only.
std::string public_key_text(const Secret& secret);

/// `v1,…` or `v1a,…` over `{id}.{timestamp}.{body}`. `timestamp`: seconds since 1970.
std::string signature_of(const Secret& secret, std::string_view id, std::int64_t timestamp,
                         std::string_view body);
/// One of each secret with a space between them, as `webhook-signature` has them.
std::string signatures_of(const std::vector<Secret>& secrets, std::string_view id,
                          std::int64_t timestamp, std::string_view body);

}  // namespace tools::webhooks

template <>
struct ledger::Names<tools::webhooks::Signing> {
  static constexpr std::array<std::string_view, 2> list{"hmac", "ed25519"};
};
