#include "tools/sample/license_key.h"

#include <stdexcept>
#include <vector>

#include "ledger/digest.h"
#include "ledger/files.h"

namespace tools::sample {

ledger::SigningKey license_key(Dice& dice, const std::string& path) {
  // A PrivateKeyInfo (RFC 8410), up to the 32 bytes of the Ed25519 key.
  std::vector<std::uint8_t> der{0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
                                0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};
  for (int i = 0; i < 32; ++i) der.push_back(static_cast<std::uint8_t>(dice.bits() >> 56));
  // PEM uses plain base64, which differs in two characters; 48 bytes need no padding.
  std::string text = ledger::base64url(der);
  for (char& letter : text) {
    if (letter == '-') letter = '+';
    if (letter == '_') letter = '/';
  }
  const auto written = ledger::write_private_file(
      path, "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
  if (!written) throw std::runtime_error{to_text(written.error())};
  auto key = ledger::SigningKey::load_or_make(path);
  if (!key) throw std::runtime_error{to_text(key.error())};
  return std::move(*key);
}

}  // namespace tools::sample
