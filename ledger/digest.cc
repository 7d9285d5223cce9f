#include "ledger/digest.h"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "ledger/bytes.h"
#include "ledger/result.h"

namespace ledger {
namespace {

/// Fetching the algorithm and making a context cost more than hashing a short text, so it is done
/// once per thread.
class Sha256 {
 public:
  Sha256() : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
    LEDGER_CHECK(algorithm_ != nullptr && context_ != nullptr);
  }
  ~Sha256() {
    EVP_MD_CTX_free(context_);
    EVP_MD_free(algorithm_);
  }
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  Digest of(std::initializer_list<std::string_view> parts) {
    Digest digest{};
    bool fine = EVP_DigestInit_ex2(context_, algorithm_, nullptr) == 1;
    for (const auto part : parts) {
      fine = fine && EVP_DigestUpdate(context_, part.data(), part.size()) == 1;
    }
    fine = fine && EVP_DigestFinal_ex(context_, digest.data(), nullptr) == 1;
    LEDGER_CHECK(fine);
    return digest;
  }

 private:
  EVP_MD* algorithm_;
  EVP_MD_CTX* context_;
};

}  // namespace

Digest sha256(std::initializer_list<std::string_view> parts) {
  thread_local Sha256 hasher;
  return hasher.of(parts);
}

Digest hmac_sha256(std::string_view key, std::initializer_list<std::string_view> parts) {
  std::string message;
  for (const auto part : parts) message += part;
  Digest digest{};
  std::size_t size = 0;
  const bool fine = EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, key.data(), key.size(),
                              reinterpret_cast<const unsigned char*>(message.data()),
                              message.size(), digest.data(), digest.size(), &size) != nullptr;
  LEDGER_CHECK(fine && size == digest.size());
  return digest;
}

std::string hex(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const auto byte : bytes) fmt::format_to(std::back_inserter(text), "{:02x}", byte);
  return text;
}

std::string base64(std::span<const std::uint8_t> bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int written = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                      static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(written));
  return text;
}

std::string base64(std::string_view bytes) { return base64(bytes_of(bytes)); }

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int written = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                      reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()));
  if (written < 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  bytes.erase(bytes.size() - std::min(padding, bytes.size()));
  // Encoded again it must be the same: no other spelling, no surrounding white space.
  if (base64(bytes) != text) return std::nullopt;
  return bytes;
}

std::string base64url(std::span<const std::uint8_t> bytes) {
  std::string text = base64(bytes);
  while (!text.empty() && text.back() == '=') text.pop_back();
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

std::string from_base64url(std::string_view text) {
  const auto allowed = [](char c) { return c != '+' && c != '/' && c != '='; };
  if (text.size() % 4 == 1 || !std::ranges::all_of(text, allowed)) return {};
  std::string padded{text};
  std::ranges::replace(padded, '-', '+');
  std::ranges::replace(padded, '_', '/');
  padded.append((4 - padded.size() % 4) % 4, '=');
  return from_base64(padded).value_or("");
}

void fill_random(std::span<std::uint8_t> bytes) {
  LEDGER_CHECK(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace ledger
