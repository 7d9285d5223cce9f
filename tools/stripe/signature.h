#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "ledger/time.h"

/// Stripe's signature of a request: `Stripe-Signature: t=<unix>,v1=<hex>[,v1=…]`, where each v1 is
/// the HMAC-SHA256 of `<t>.<raw body>` under one of the endpoint's secrets. During a rotation
/// Stripe signs with the old and the new secret.
namespace tools::stripe {

enum class SignatureVerdict : std::uint8_t {
  genuine,
  missing,    ///< no header
  malformed,  ///< no numeric t, or no v1
  forged,     ///< no v1 matches the body under any of the secrets
  stale,      ///< genuine, but its time is too far from now, either way
};

/// Verifies a body against the header. Every v1 is compared under every secret, in constant time.
/// The age is checked last, so that nobody without a secret learns the server's clock. Pure.
SignatureVerdict judge_signature(std::string_view header, std::string_view body,
                                 std::span<const std::string> secrets, ledger::Instant now,
                                 std::int64_t tolerance_s);

}  // namespace tools::stripe
