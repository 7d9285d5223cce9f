#pragma once

#include <cstdint>
#include <string>

#include "ledger/proof/log_files.h"
#include "ledger/signing_key.h"

namespace ledger::proof {

/// The name and the key under which a log signs. A log keeps both for as long as it exists; only
/// one that lost signed events continues under another name.
class LogIdentity {
 public:
  /// Of the log in the directory, which has `size` events. Makes the key on the first start.
  /// `origin` empty: the previous one; on the first start, one derived from the key. `invalid` if
  /// the log has another name or key, `corrupt` if `log.vkey` is missing although there are events.
  static Result<LogIdentity> open(const LogFiles& files, const std::string& origin,
                                  std::uint64_t size);
  /// The same log under another origin. `invalid` if it is the previous one.
  static Result<LogIdentity> rename(const LogFiles& files, const std::string& origin);

  /// Whether `log.vkey` named it when it was opened, so that something was signed under it.
  bool introduced() const { return introduced_; }
  /// Writes `log.vkey`. To be called after the first checkpoint is signed: a public key promises
  /// something to verify.
  Result<void> introduce(const LogFiles& files) const;

  const NoteKey& log() const { return log_; }
  const SigningKey& key() const { return key_; }

 private:
  LogIdentity(SigningKey key, std::string origin, bool introduced);

  SigningKey key_;
  NoteKey log_;
  bool introduced_;
};

}  // namespace ledger::proof
