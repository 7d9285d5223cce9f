#include "ledger/signing_key.h"

#include <cstdio>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "ledger/digest.h"
#include "ledger/files.h"

namespace ledger {
namespace {

using KeyHandle = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using ContextHandle = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using FileHandle = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

EVP_PKEY* raw(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

Failure key_failure(const std::string& path, const char* what) {
  return fail(FailureKind::io, fmt::format("the signing key {}", what), path);
}

Result<void> write_key(EVP_PKEY* key, const std::string& path) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory{BIO_new(BIO_s_mem()), BIO_free};
  if (memory == nullptr || PEM_write_bio_PKCS8PrivateKey(memory.get(), key, nullptr, nullptr, 0,
                                                         nullptr, nullptr) != 1) {
    return key_failure(path, "cannot be put in PEM form");
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return write_private_file(path, {text, static_cast<std::size_t>(size)});
}

}  // namespace

SigningKey::SigningKey(std::shared_ptr<void> key) : key_(std::move(key)) {
  std::size_t size = public_key_.size();
  LEDGER_CHECK(EVP_PKEY_get_raw_public_key(raw(key_), public_key_.data(), &size) == 1);
  const std::string jwk =
      fmt::format(R"({{"crv":"Ed25519","kty":"OKP","x":"{}"}})", base64url(public_key_));
  key_id_ = base64url(sha256({jwk}));
}

Result<SigningKey> SigningKey::load_or_make(const std::string& path) {
  if (const FileHandle file{std::fopen(path.c_str(), "re"), std::fclose}) {
    std::shared_ptr<void> key{PEM_read_PrivateKey(file.get(), nullptr, nullptr, nullptr),
                              [](void* held) { EVP_PKEY_free(static_cast<EVP_PKEY*>(held)); }};
    if (key == nullptr || EVP_PKEY_get_id(raw(key)) != EVP_PKEY_ED25519) {
      return key_failure(path, "is not an Ed25519 key in PEM form");
    }
    return SigningKey{std::move(key)};
  }
  std::shared_ptr<void> key{EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"),
                            [](void* held) { EVP_PKEY_free(static_cast<EVP_PKEY*>(held)); }};
  if (key == nullptr) return key_failure(path, "cannot be made");
  LEDGER_RETURN_IF_FAILED(write_key(raw(key), path));
  return SigningKey{std::move(key)};
}

SigningKey SigningKey::from_seed(std::span<const std::uint8_t, 32> seed) {
  std::shared_ptr<void> key{
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()),
      [](void* held) { EVP_PKEY_free(static_cast<EVP_PKEY*>(held)); }};
  LEDGER_CHECK(key != nullptr);
  return SigningKey{std::move(key)};
}

Signature SigningKey::sign(std::string_view message) const {
  const ContextHandle context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
  Signature signature{};
  std::size_t size = signature.size();
  const bool fine =
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, raw(key_)) == 1 &&
      EVP_DigestSign(context.get(), signature.data(), &size,
                     reinterpret_cast<const unsigned char*>(message.data()), message.size()) == 1;
  LEDGER_CHECK(fine && size == signature.size());
  return signature;
}

bool verify(const PublicKey& key, std::string_view message,
            std::span<const std::uint8_t> signature) {
  const KeyHandle handle{
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()),
      EVP_PKEY_free};
  const ContextHandle context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
  return handle != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, handle.get()) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                          reinterpret_cast<const unsigned char*>(message.data()),
                          message.size()) == 1;
}

}  // namespace ledger
