#include "tools/access/tokens.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include "ledger/digest.h"
#include "ledger/files.h"

namespace tools::access {
namespace {

namespace json = boost::json;
using ledger::FailureKind;
using ledger::Instant;

constexpr std::int64_t micros_per_minute = 60'000'000;

std::string digest_of(std::string_view token) { return ledger::hex(ledger::sha256({token})); }

std::string new_secret() {
  std::array<std::uint8_t, 32> random{};
  ledger::fill_random(random);
  return "llt_" + ledger::base64url(random);
}

std::string new_id() {
  std::array<std::uint8_t, 8> random{};
  ledger::fill_random(random);
  return ledger::hex(random);
}

/// When the file last changed, in nanoseconds; 0 if there is none.
std::int64_t version_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return 0;
  // Every write creates a new file, so even two within one tick of the clock differ.
  return status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec +
         static_cast<std::int64_t>(status.st_ino % 1'000'003) * 7;
}

/// nullopt if the text is not a token file.
std::optional<std::vector<Token>> tokens_in(const std::string& text) {
  try {
    const json::value file = json::parse(text);
    std::vector<Token> tokens;
    for (const auto& entry : file.at("tokens").as_array()) {
      tokens.push_back(parse_stored_token(entry.as_object()));
    }
    return tokens;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

ledger::Failure no_such_token(std::string_view id) {
  return ledger::fail(FailureKind::not_found, fmt::format("there is no token with the id {}", id));
}

}  // namespace

ledger::Result<void> Tokens::reload_if_changed() {
  const std::int64_t version = version_of(path_);
  if (version == version_) return ledger::ok;
  LEDGER_ASSIGN_OR_RETURN(const auto text, ledger::read_file_if_there(path_));
  auto tokens = text ? tokens_in(*text) : All{};
  if (!tokens) return ledger::corrupt("the token file does not have the required form", path_);
  tokens_ = std::move(*tokens);
  by_digest_.clear();
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    if (!tokens_[i].digest.empty()) by_digest_.emplace(tokens_[i].digest, i);
    if (tokens_[i].previous) by_digest_.emplace(tokens_[i].previous->digest, i);
  }
  version_ = version;
  return ledger::ok;
}

/// An unreadable file is ignored: nothing depends on it.
void Tokens::load_uses() {
  if (uses_loaded_) return;
  uses_loaded_ = true;
  const auto text = ledger::read_file(uses_path_);
  boost::system::error_code error;
  const json::value file = text ? json::parse(*text, error) : json::value{};
  if (error || !file.is_object()) return;
  for (const auto& [id, value] : file.get_object()) {
    const auto at = value.is_string() ? ledger::parse_instant(value.get_string()) : std::nullopt;
    if (at) uses_.emplace(id, *at);
  }
}

ledger::Result<void> Tokens::save_uses() {
  json::object uses;
  {
    const std::scoped_lock lock{mutex_};
    if (!uses_changed_) return ledger::ok;
    load_uses();
    for (const auto& token : tokens_) {
      if (const auto used = uses_.find(token.id); used != uses_.end()) {
        uses[token.id] = ledger::to_text(used->second);
      }
    }
    uses_changed_ = false;
  }
  // Without the lock: every request takes it, and a sync is slow.
  auto written = ledger::write_private_file(uses_path_, json::serialize(uses));
  if (!written) {
    const std::scoped_lock lock{mutex_};
    uses_changed_ = true;
  }
  return written;
}

Tokens::Found Tokens::check_expiry(const Token& token) {
  const Instant now = ledger::system_now();
  if (token.expired(now)) return {.token = std::nullopt, .expired_id = token.id};
  load_uses();
  const Instant minute{now.micros - now.micros % micros_per_minute};
  auto& used = uses_[token.id];
  if (used != minute) {
    used = minute;
    uses_changed_ = true;
  }
  return {.token = token, .expired_id = {}};
}

Tokens::Found Tokens::find(std::string_view secret) {
  const std::string digest = digest_of(secret);
  const std::scoped_lock lock{mutex_};
  if (!can_read()) return {};
  // Looked up by digest, so that timing reveals nothing about the secret.
  const auto found = by_digest_.find(digest);
  if (found == by_digest_.end()) return {};
  const Token& token = tokens_[found->second];
  const bool rotated_out =
      token.digest != digest && token.previous && token.previous->until <= ledger::system_now();
  if (rotated_out) return {.token = std::nullopt, .expired_id = token.id};
  return check_expiry(token);
}

Tokens::Found Tokens::find_by_certificate(const std::vector<std::string>& names) {
  if (names.empty()) return {};
  const std::scoped_lock lock{mutex_};
  if (!can_read()) return {};
  const Token* found = nullptr;
  std::string expired_id;
  for (const auto& token : tokens_) {
    if (token.certificate_name.empty()) continue;
    if (std::ranges::find(names, token.certificate_name) == names.end()) continue;
    if (token.expired(ledger::system_now())) {
      expired_id = token.id;
    } else if (found != nullptr) {
      return {};  // ambiguous
    } else {
      found = &token;
    }
  }
  if (found == nullptr) return {.token = std::nullopt, .expired_id = expired_id};
  return check_expiry(*found);
}

/// Rejects every caller while the file cannot be read. Logged once, not for each request.
bool Tokens::can_read() {
  const auto read = reload_if_changed();
  if (!read && !logged_unreadable_)
    spdlog::error("every token is rejected: {}", to_text(read.error()));
  logged_unreadable_ = !read;
  return read.has_value();
}

ledger::Result<std::vector<Tokens::Listed>> Tokens::list() {
  const std::scoped_lock lock{mutex_};
  LEDGER_RETURN_IF_FAILED(reload_if_changed());
  load_uses();
  std::vector<Listed> listed;
  for (const auto& token : tokens_) {
    const auto used = uses_.find(token.id);
    listed.push_back({token, used == uses_.end() ? std::nullopt : std::optional{used->second}});
  }
  std::ranges::stable_sort(listed, {}, [](const Listed& entry) { return entry.token.created_at; });
  return listed;
}

ledger::Result<void> Tokens::change(const Edit& edit) {
  LEDGER_ASSIGN_OR_RETURN(const auto file_lock, ledger::FileLock::on(path_));
  const std::scoped_lock lock{mutex_};
  version_ = -1;
  LEDGER_RETURN_IF_FAILED(reload_if_changed());
  All tokens = tokens_;
  LEDGER_RETURN_IF_FAILED(edit(tokens));
  json::array list;
  for (const auto& token : tokens) list.push_back(stored_token(token));
  const std::string text = json::serialize(json::object{{"tokens", list}});
  // A file that cannot be read back would make every token invalid.
  if (!tokens_in(text)) return ledger::invalid("the tokens cannot be written");
  LEDGER_RETURN_IF_FAILED(ledger::write_private_file(path_, text));
  return reload_if_changed();
}

ledger::Result<Tokens::Made> Tokens::create(NewToken token) {
  Made made;
  if (token.certificate_name.empty()) made.secret = new_secret();
  made.token = {.id = new_id(),
                .name = std::move(token.name),
                .role = token.role,
                .serials = std::move(token.serials),
                .created_at = ledger::system_now(),
                .expires_at = token.expires_at,
                .certificate_name = std::move(token.certificate_name),
                .digest = made.secret.empty() ? std::string{} : digest_of(made.secret)};
  const auto done = change([&](All& tokens) -> ledger::Result<void> {
    const std::string& name = made.token.certificate_name;
    const bool taken =
        !name.empty() && std::ranges::find(tokens, name, &Token::certificate_name) != tokens.end();
    if (taken) {
      return ledger::invalid(fmt::format("another token has the certificate {}", name));
    }
    tokens.push_back(made.token);
    return ledger::ok;
  });
  if (!done) return done.error();
  return made;
}

ledger::Result<Tokens::Made> Tokens::rotate(std::string_view id, std::int64_t overlap_s) {
  if (overlap_s < 0 || overlap_s > max_overlap_s) {
    return ledger::invalid("the old secret may remain valid for at most 30 days");
  }
  Made made{.token = {}, .secret = new_secret()};
  const auto done = change([&](All& tokens) -> ledger::Result<void> {
    const auto found = std::ranges::find(tokens, id, &Token::id);
    if (found == tokens.end()) return no_such_token(id);
    if (found->digest.empty()) {
      return ledger::invalid(fmt::format("token {} has a certificate and no secret", id));
    }
    if (found->expired(ledger::system_now())) {
      return ledger::invalid(fmt::format("token {} has expired", id));
    }
    found->previous.reset();
    if (overlap_s > 0) {
      const Instant until{ledger::system_now().micros + overlap_s * 1'000'000};
      found->previous = Token::Previous{.digest = found->digest, .until = until};
    }
    found->digest = digest_of(made.secret);
    made.token = *found;
    return ledger::ok;
  });
  if (!done) return done.error();
  return made;
}

ledger::Result<bool> Tokens::revoke(std::string_view id) {
  const auto done = change([&](All& tokens) -> ledger::Result<void> {
    if (std::erase_if(tokens, [&](const Token& token) { return token.id == id; }) == 0) {
      return no_such_token(id);
    }
    return ledger::ok;
  });
  if (done) return true;
  if (done.error().kind == FailureKind::not_found) return false;
  return done.error();
}

}  // namespace tools::access
