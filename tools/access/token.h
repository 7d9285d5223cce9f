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

/// What a token is to be, as whoever makes it says.
struct NewToken {
  std::string name;
  Role role{};
  std::set<std::string> serials = {};              // what an `admin` manages
  std::optional<ledger::Instant> expires_at = {};  // from then on it lets nobody in
  /// A client certificate stands for it in place of a secret: one that is signed by the server's
  /// client authority for this name, with its kind: `dns:`, `email:`, `uri:`, or, for a certificate
  /// that has none of these, its common name, `cn:`.
  std::string certificate_name = {};
};

/// What is wrong with it; pointers as in the body of `POST /v1/tokens`. The name becomes the actor
/// of events, and must be able to leave in an export and come back.
std::vector<wire::FieldError> errors_in(const NewToken& wanted, ledger::Instant now);

/// Who may do what. The secret is shown once, when it is made; only its SHA-256 is kept.
struct Token {
  std::string id;
  std::string name;
  Role role{};
  std::set<std::string> serials;
  ledger::Instant created_at;
  std::optional<ledger::Instant> expires_at;
  std::string certificate_name;  // empty: it has a secret
  std::string digest;            // hex; of a certificate's none

  /// The secret before the last rotation, for as long as it still lets in.
  struct Previous {
    std::string digest;
    ledger::Instant until;
  };
  std::optional<Previous> previous;

  bool expired(ledger::Instant now) const { return expires_at && *expires_at <= now; }
};

/// As the token file keeps it, and back. Throws, as Boost.JSON does, for what is no token.
boost::json::object kept_token(const Token& token);
Token token_from(const boost::json::object& object);

/// As `token list` and `/v1/tokens` show it: without digests.
boost::json::object token_json(const Token& token, std::optional<ledger::Instant> last_used_at);

}  // namespace tools::access
