#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/result.h"
#include "ledger/time.h"
#include "ledger/vocabulary.h"

namespace tools {

enum class Role : std::uint8_t { billing, admin, support, auditor, operator_ };

}  // namespace tools

template <>
struct ledger::Names<tools::Role> {
  static constexpr std::array<std::string_view, 5> list{"billing", "admin", "support", "auditor",
                                                        "operator"};
};

namespace tools {

/// Who may do what. The token itself is shown once, when it is made; only its SHA-256 is kept.
struct Token {
  std::string id;
  std::string name;
  Role role{};
  std::set<std::string> serials;  // what an `admin` manages
  ledger::Instant created_at;
  std::string digest;  // hex
};

/// The tokens of a data directory: a file of its own (`tokens.json`, mode 0600), so that they can
/// be made and revoked while a server runs. A running server sees a change with the next request.
class Tokens {
 public:
  explicit Tokens(std::string path) : path_(std::move(path)) {}

  /// Who sends this token; nothing for one that is unknown or revoked. Any thread.
  std::optional<Token> find(std::string_view token);
  std::vector<Token> list();

  struct Made {
    Token token;
    std::string secret;
  };
  ledger::Result<Made> create(std::string name, Role role, std::set<std::string> serials);
  /// By id; false when there is none.
  ledger::Result<bool> revoke(std::string_view id);

 private:
  using ByDigest = std::map<std::string, Token, std::less<>>;
  ledger::Result<void> reload_if_changed();
  ledger::Result<void> write(const ByDigest& tokens);

  const std::string path_;
  std::mutex mutex_;
  ByDigest tokens_;
  std::int64_t version_ = -1;  // of the file that was read: its time of change
};

}  // namespace tools
