#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "ledger/result.h"

namespace ledger {

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

/// An Ed25519 key (RFC 8032), stored as a PEM file that only its owner may read. Safe from any
/// thread.
class SigningKey {
 public:
  /// Reads the key; makes one, mode 0600, if the file does not exist.
  static Result<SigningKey> load_or_make(const std::string& path);
  /// From the 32 bytes that the private key is made of (RFC 8032, section 5.1.5).
  static SigningKey from_seed(std::span<const std::uint8_t, 32> seed);

  Signature sign(std::string_view message) const;
  const PublicKey& public_key() const { return public_key_; }
  /// RFC 7638 thumbprint of the public key as a JWK. Identifies the key in a license file.
  const std::string& key_id() const { return key_id_; }

 private:
  explicit SigningKey(std::shared_ptr<void> key);

  std::shared_ptr<void> key_;
  PublicKey public_key_{};
  std::string key_id_;
};

/// Whether `key` signed `message`.
bool verify(const PublicKey& key, std::string_view message,
            std::span<const std::uint8_t> signature);

}  // namespace ledger
