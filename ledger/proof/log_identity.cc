#include "ledger/proof/log_identity.h"

#include <filesystem>
#include <fmt/format.h>

#include "ledger/digest.h"
#include "ledger/files.h"
#include "ledger/store.h"

namespace ledger::proof {
namespace {

std::string derived_origin(const SigningKey& key) {
  return "license-ledger/" + hex(key.public_key()).substr(0, 16);
}

Result<void> check_origin(std::string_view origin) {
  if (is_key_name(origin)) return ok;
  return invalid("the origin of a log has no space and no plus in it");
}

}  // namespace

LogIdentity::LogIdentity(SigningKey key, std::string origin, bool introduced)
    : key_(std::move(key)),
      log_{.name = std::move(origin), .key = key_.public_key()},
      introduced_(introduced) {}

Result<LogIdentity> LogIdentity::open(const LogFiles& files, const std::string& origin,
                                      std::uint64_t size) {
  LEDGER_ASSIGN_OR_RETURN(const auto known, read_log_key(files));
  if (!known && size > 0) {
    return corrupt("the log's public key is missing, so nothing shows who signed the log",
                   fmt::format("{}. {}", files.vkey(), recovery_advice));
  }
  if (known && !std::filesystem::exists(files.key())) {
    return fail(FailureKind::io, "the log's signing key is missing", files.key());
  }
  LEDGER_ASSIGN_OR_RETURN(auto key, SigningKey::load_or_make(files.key()));
  std::string name = !origin.empty() ? origin : known ? known->name : derived_origin(key);
  LEDGER_RETURN_IF_FAILED(check_origin(name));
  LogIdentity identity{std::move(key), std::move(name), known.has_value()};
  if (known && *known != identity.log_) {
    return invalid(
        fmt::format("the log is known as {}, not as {}: a log keeps its origin and its key",
                    known->vkey(), identity.log_.vkey()));
  }
  return identity;
}

Result<LogIdentity> LogIdentity::rename(const LogFiles& files, const std::string& origin) {
  LEDGER_RETURN_IF_FAILED(check_origin(origin));
  const auto known = read_log_key(files);
  if (known && *known && (*known)->name == origin) {
    return invalid(
        fmt::format("checkpoints were signed as {} for what is lost now: the log continues "
                    "under another origin",
                    origin));
  }
  LEDGER_ASSIGN_OR_RETURN(auto key, SigningKey::load_or_make(files.key()));
  return LogIdentity{std::move(key), origin, false};
}

Result<void> LogIdentity::introduce(const LogFiles& files) const {
  return write_private_file(files.vkey(), log_.vkey() + "\n");
}

}  // namespace ledger::proof
