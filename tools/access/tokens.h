#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/result.h"
#include "tools/access/token.h"

namespace tools::access {

/// The tokens of a data directory, in a file of their own (`tokens.json`, mode 0600), so that they
/// can be created and revoked while a server is running; it sees a change with its next request.
/// When each was last used is in another file (`token-uses.json`), which only the server writes.
///
/// Any thread. Instants are from the machine's clock, even if the ledger has a test clock.
class Tokens {
 public:
  explicit Tokens(const std::string& directory)
      : path_(directory + "/tokens.json"), uses_path_(directory + "/token-uses.json") {}

  /// A valid token, or the id of one that is no longer valid, or neither.
  struct Found {
    std::optional<Token> token;
    std::string expired_id;
  };
  Found find(std::string_view secret);
  /// By the names in a verified client certificate; neither if two tokens match.
  Found find_by_certificate(const std::vector<std::string>& names);

  struct Listed {
    Token token;
    std::optional<ledger::Instant> last_used_at;  // to the minute
  };
  /// The oldest first, including expired ones.
  ledger::Result<std::vector<Listed>> list();

  struct Made {
    Token token;
    std::string secret;  // empty if it has a certificate
  };
  /// `invalid` if another token has the same certificate.
  ledger::Result<Made> create(NewToken token);
  /// A new secret for the same token. The old one remains valid for `overlap_s` seconds; a second
  /// rotation within that time ends the oldest secret immediately. `not_found` if there is no such
  /// token, `invalid` if it has no secret or has expired.
  static constexpr std::int64_t max_overlap_s = std::int64_t{30} * 86'400;
  ledger::Result<Made> rotate(std::string_view id, std::int64_t overlap_s);
  /// By id; false if there is none.
  ledger::Result<bool> revoke(std::string_view id);

  /// Stores when each was last used, if that has changed. Called periodically by the server.
  ledger::Result<void> save_uses();

 private:
  using All = std::vector<Token>;
  using Edit = std::function<ledger::Result<void>(All&)>;
  ledger::Result<void> reload_if_changed();
  bool can_read();
  void load_uses();
  /// Reads, changes and writes the file under its lock.
  ledger::Result<void> change(const Edit& edit);
  Found check_expiry(const Token& token);

  const std::string path_;
  const std::string uses_path_;
  std::mutex mutex_;
  All tokens_;
  std::map<std::string, std::size_t, std::less<>> by_digest_;  // indexes in tokens_
  std::int64_t version_ = -1;                    // modification time of the file that was read
  std::map<std::string, ledger::Instant> uses_;  // by id
  bool uses_loaded_ = false;
  bool uses_changed_ = false;
  bool logged_unreadable_ = false;
};

}  // namespace tools::access
