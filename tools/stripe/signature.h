#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "ledger/time.h"

/// The signature that Stripe puts on what it posts: `Stripe-Signature: t=<unix>,v1=<hex>[,v1=…]`,
/// each v1 the HMAC-SHA256 of `<t>.<body as it came>` under one of the endpoint's secrets. While a
/// secret is rotated Stripe signs with the old one and the new one.
namespace tools::stripe {

enum class SignatureVerdict : std::uint8_t {
  genuine,
  missing,    ///< no header
  malformed,  ///< no t that is a number, or no v1
  forged,     ///< no v1 belongs to the body under any of the secrets
  stale,      ///< genuine, but of a time too far from now, before or after
};

/// Judges a body by its header. Every v1 is compared with every secret in a time that does not tell
/// where they differ, whatever the others said. Whether the time is near enough is judged last, so
/// that nobody without a secret learns the server's clock. Pure.
SignatureVerdict judge_signature(std::string_view header, std::string_view body,
                                 std::span<const std::string> secrets, ledger::Instant now,
                                 std::int64_t tolerance_s);

}  // namespace tools::stripe
