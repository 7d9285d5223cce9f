#pragma once

#include <fmt/format.h>
#include <string>
#include <vector>

#include "ledger/bytes.h"
#include "ledger/proof/merkle.h"
#include "ledger/signing_key.h"

/// A log whose bytes are known: entry i is the text `event-<i>`, the key is made of the bytes 00 to
/// 1f. The values were computed with other people's software.
namespace tests {

inline constexpr const char* known_origin = "ledger.example/log1";
inline constexpr const char* known_vkey =
    "ledger.example/log1+7d41893d+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
inline constexpr const char* known_root_3 = "2y7/5k02NSvNTCYL3g4RODEMn3e4nUxXV4ZS+bGFtjA=";
inline constexpr const char* known_root_256 = "Y8VrZGVg3gZKiDIXIpNoRVIPLIZj49wB5id/5ggxFnk=";
inline constexpr const char* known_root_1000 = "OGQEChbbJQj2Gw385Iwa5XBpD6gru7Fn+BPr65FfEXU=";
inline constexpr const char* known_root_70000 = "y2wNxBh56AbfiUbZZIqfJXjUkUiRPhOkjjx4lEEDb2U=";
inline constexpr const char* known_signature_of_3 =
    "fUGJPeknHe1wsNRZ+26sz9+1iNOz1Lxnk6ih04MLYLPondEbQEXdIyodPiU6r8j5y2NcsIneaWNsDHy2hLQOYgds9g0=";

inline std::string known_entry(std::size_t i) { return fmt::format("event-{}", i); }

using ledger::bytes_of;

inline std::vector<ledger::Digest> known_leaves(std::size_t count) {
  std::vector<ledger::Digest> leaves;
  for (std::size_t i = 0; i < count; ++i)
    leaves.push_back(ledger::proof::leaf_hash(bytes_of(known_entry(i))));
  return leaves;
}

inline ledger::SigningKey known_key() {
  std::array<std::uint8_t, 32> seed{};
  for (std::size_t i = 0; i < seed.size(); ++i) seed.at(i) = static_cast<std::uint8_t>(i);
  return ledger::SigningKey::from_seed(seed);
}

}  // namespace tests
