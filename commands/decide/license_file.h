#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/event.h"
#include "ledger/signing_key.h"
#include "projections/reasons/question.h"

/// License files, which the vendor sends to installations that cannot fetch their license. A JWS in
/// compact form (RFC 7515) signed with EdDSA over Ed25519 (RFC 8037); the key is published as a
/// JWK.
namespace commands::decide {

struct LicenseFile {
  std::string serial_number;
  std::string company_name;
  std::string cust_id;  // empty: no installation was bound
  ledger::LicenseNumber number;
  std::map<std::string, std::int64_t> modules;
  std::optional<ledger::Date> expires_on;
  ledger::Instant issued_at;
};

/// The same file gives the same text: EdDSA is deterministic.
std::string sign_license_file(const LicenseFile& file, const ledger::SigningKey& key);

/// What the file claims, and whether it is signed with `key`. A text that is not such a file claims
/// nothing and has no valid signature.
projections::reasons::FileClaims read_license_file(std::string_view jws,
                                                   const ledger::SigningKey& key);

/// The JWK Set (RFC 7517) with the public key.
std::string jwks(const ledger::SigningKey& key);

}  // namespace commands::decide
