#include "tools/server/tokens.h"

#include <boost/json.hpp>
#include <sys/stat.h>

#include "ledger/digest.h"
#include "ledger/files.h"

namespace tools {
namespace {

namespace json = boost::json;

std::string digest_of(std::string_view token) { return ledger::hex(ledger::sha256({token})); }

std::string random_text(std::size_t bytes) {
  std::vector<std::uint8_t> random(bytes);
  ledger::fill_random(random);
  return ledger::base64url(random);
}

/// When the file last changed, in nanoseconds; 0 when there is none.
std::int64_t version_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return 0;
  // Every write makes a new file, so even two within one tick of the clock differ.
  return status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec +
         static_cast<std::int64_t>(status.st_ino % 1'000'003) * 7;
}

json::object token_json(const Token& token) {
  json::object object{{"id", token.id},
                      {"name", token.name},
                      {"role", ledger::name_of(token.role)},
                      {"created_at", ledger::to_text(token.created_at)},
                      {"sha256", token.digest}};
  object["serials"] = json::array(token.serials.begin(), token.serials.end());
  return object;
}

Token token_from(const json::object& object) {
  const auto text = [&](std::string_view name) { return std::string{object.at(name).as_string()}; };
  Token token{.id = text("id"), .name = text("name"), .digest = text("sha256")};
  token.role = ledger::named<Role>(text("role")).value();
  token.created_at = ledger::parse_instant(text("created_at")).value();
  for (const auto& serial : object.at("serials").as_array()) {
    token.serials.emplace(serial.as_string());
  }
  return token;
}

}  // namespace

ledger::Result<void> Tokens::reload_if_changed() {
  const std::int64_t version = version_of(path_);
  if (version == version_) return boost::system::in_place_value;
  ByDigest tokens;
  if (const auto text = ledger::read_file(path_)) {
    try {
      const json::value file = json::parse(*text);
      for (const auto& entry : file.at("tokens").as_array()) {
        Token token = token_from(entry.as_object());
        std::string digest = token.digest;
        tokens.emplace(std::move(digest), std::move(token));
      }
    } catch (const std::exception&) {
      return ledger::fail(ledger::FailureKind::corrupt, path_ + " is not a token file");
    }
  }
  tokens_ = std::move(tokens);
  version_ = version;
  return boost::system::in_place_value;
}

std::optional<Token> Tokens::find(std::string_view token) {
  const std::string digest = digest_of(token);
  const std::scoped_lock lock{mutex_};
  // A file that cannot be read lets nobody in.
  if (!reload_if_changed()) return std::nullopt;
  // Looked up by digest: what the time tells is of the digest, not of the token.
  const auto found = tokens_.find(digest);
  if (found == tokens_.end()) return std::nullopt;
  return found->second;
}

std::vector<Token> Tokens::list() {
  const std::scoped_lock lock{mutex_};
  std::vector<Token> tokens;
  if (!reload_if_changed()) return tokens;
  for (const auto& [digest, token] : tokens_) tokens.push_back(token);
  std::ranges::sort(tokens, {}, &Token::created_at);
  return tokens;
}

ledger::Result<void> Tokens::write(const ByDigest& tokens) {
  json::array list;
  for (const auto& [digest, token] : tokens) list.push_back(token_json(token));
  const auto written =
      ledger::write_private_file(path_, json::serialize(json::object{{"tokens", list}}));
  if (!written) return written.error();
  tokens_ = tokens;
  version_ = version_of(path_);
  return boost::system::in_place_value;
}

ledger::Result<Tokens::Made> Tokens::create(std::string name, Role role,
                                            std::set<std::string> serials) {
  const std::scoped_lock lock{mutex_};
  const ledger::FileLock file_lock{path_};
  version_ = -1;
  if (const auto read = reload_if_changed(); !read) return read.error();
  std::string secret = "llt_" + random_text(32);
  std::array<std::uint8_t, 8> id{};
  ledger::fill_random(id);
  Token token{.id = ledger::hex(id),
              .name = std::move(name),
              .role = role,
              .serials = std::move(serials),
              .created_at = ledger::system_now(),
              .digest = digest_of(secret)};
  ByDigest tokens = tokens_;
  tokens.emplace(token.digest, token);
  if (const auto written = write(tokens); !written) return written.error();
  return Made{std::move(token), std::move(secret)};
}

ledger::Result<bool> Tokens::revoke(std::string_view id) {
  const std::scoped_lock lock{mutex_};
  const ledger::FileLock file_lock{path_};
  version_ = -1;
  if (const auto read = reload_if_changed(); !read) return read.error();
  ByDigest tokens = tokens_;
  const auto erased =
      std::erase_if(tokens, [&](const auto& entry) { return entry.second.id == id; });
  if (erased == 0) return false;
  if (const auto written = write(tokens); !written) return written.error();
  return true;
}

}  // namespace tools
