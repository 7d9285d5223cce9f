#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/time.h"
#include "ledger/vocabulary.h"
#include "tools/wire/fields.h"

namespace tools::access {

enum class Role : std::uint8_t { billing, admin, support, auditor, operator_ };

}  // namespace tools::access

template <>
struct ledger::Names<tools::access::Role> {
  static constexpr std::array<std::string_view, 5> list{"billing", "admin", "support", "auditor",
                                                        "operator"};
};

namespace tools::access {

/// What the creator of a token specifies.
struct NewToken {
  std::string name;
  Role role{};
  std::set<std::string> serials = {};              // the licenses that an `admin` manages
  std::optional<ledger::Instant> expires_at = {};  // from then on it is rejected
  /// Instead of a secret, a client certificate signed by the server's client authority for this
  /// name. The name has a prefix for its kind: `dns:`, `email:`, `uri:` or, for a certificate
  /// without these, `cn:` for its common name.
  std::string certificate_name = {};
};

/// What is wrong with it, with pointers into the body of `POST /v1/tokens`. The name becomes the
/// actor of events, so it must survive an export and an import.
std::vector<wire::FieldError> errors_in(const NewToken& token, ledger::Instant now);

/// The permissions of a caller. The secret is shown once, on creation; only its SHA-256 is stored.
struct Token {
  std::string id;
  std::string name;
  Role role{};
  std::set<std::string> serials;
  ledger::Instant created_at;
  std::optional<ledger::Instant> expires_at;
  std::string certificate_name;  // empty: it has a secret
  std::string digest;            // hex; empty: it has a certificate

  /// The secret before the last rotation, while it remains valid.
  struct Previous {
    std::string digest;
    ledger::Instant until;
  };
  std::optional<Previous> previous;

  bool expired(ledger::Instant now) const { return expires_at && *expires_at <= now; }
};

/// The form in the token file. Parsing throws, like Boost.JSON, if it is not a token.
boost::json::object stored_token(const Token& token);
Token parse_stored_token(const boost::json::object& object);

/// The form of `token list` and `/v1/tokens`, without digests.
boost::json::object token_json(const Token& token, std::optional<ledger::Instant> last_used_at);

}  // namespace tools::access
