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

/// The tokens of a data directory: a file of its own (`tokens.json`, mode 0600), so that they can
/// be made and revoked while a server runs. A running server sees a change with the next request.
/// When each was last used stands in another (`token-uses.json`), which only the server writes.
///
/// Any thread. Instants are those of the machine's clock, also where the ledger has a test clock.
class Tokens {
 public:
  /// Those of the data directory.
  explicit Tokens(const std::string& directory)
      : path_(directory + "/tokens.json"), uses_path_(directory + "/token-uses.json") {}

  /// Who comes: a token that lets in, or the id of one that no longer does, or neither.
  struct Found {
    std::optional<Token> token;
    std::string expired_id;
  };
  Found find(std::string_view secret);
  /// By the names in a client certificate that was verified; nobody when two tokens are for it.
  Found find_certificate(const std::vector<std::string>& names);

  struct Listed {
    Token token;
    std::optional<ledger::Instant> last_used_at;  // to the minute
  };
  /// The oldest first; expired ones too.
  ledger::Result<std::vector<Listed>> list();

  struct Made {
    Token token;
    std::string secret;  // empty where a certificate stands for it
  };
  /// `invalid` when another token is for the same certificate.
  ledger::Result<Made> create(NewToken wanted);
  /// A new secret for the same token. The old one lets in until `overlap_s` seconds from now.
  /// `not_found` without such a token, `invalid` when it has no secret or has expired. Rotated
  /// again within the overlap, the secret before the last one ends at once.
  static constexpr std::int64_t longest_overlap_s = 30 * 86'400;
  ledger::Result<Made> rotate(std::string_view id, std::int64_t overlap_s);
  /// By id; false when there is none.
  ledger::Result<bool> revoke(std::string_view id);

  /// Writes down when each was last used, if that has changed. For the server's housekeeping.
  ledger::Result<void> save_uses();

 private:
  using All = std::vector<Token>;
  using Change = std::function<ledger::Result<void>(All&)>;
  ledger::Result<void> reload_if_changed();
  bool can_read();
  void load_uses();
  /// Reads the file, changes what it says, and writes it, while nobody else does.
  ledger::Result<void> change(const Change& change);
  Found admitted(const Token& token);

  const std::string path_;
  const std::string uses_path_;
  std::mutex mutex_;
  All tokens_;
  std::map<std::string, std::size_t, std::less<>> by_digest_;  // places in tokens_
  std::int64_t version_ = -1;                    // of the file that was read: its time of change
  std::map<std::string, ledger::Instant> uses_;  // by id
  bool uses_loaded_ = false;
  bool uses_changed_ = false;
  bool complained_ = false;
};

}  // namespace tools::access
