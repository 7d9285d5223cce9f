#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ledger {

/// SHA-256, FIPS 180-4.
using Digest = std::array<std::uint8_t, 32>;

/// Of the parts, concatenated. Safe from any thread.
Digest sha256(std::initializer_list<std::string_view> parts);

/// HMAC with SHA-256, RFC 2104, over the concatenated parts. Safe from any thread.
Digest hmac_sha256(std::string_view key, std::initializer_list<std::string_view> parts);

std::string hex(std::span<const std::uint8_t> bytes);

/// base64 with padding, RFC 4648 section 4.
std::string base64(std::span<const std::uint8_t> bytes);
std::string base64(std::string_view bytes);
/// `nullopt` for any other spelling.
std::optional<std::string> from_base64(std::string_view text);

/// base64url without padding, RFC 4648 section 5.
std::string base64url(std::span<const std::uint8_t> bytes);
/// Empty for what is not base64url.
std::string from_base64url(std::string_view text);

/// Cryptographically secure random bytes.
void fill_random(std::span<std::uint8_t> bytes);

/// Whether both are equal, in a time that does not depend on where they differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace ledger
