#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/signing_key.h"
#include "tools/witness/judge.h"

namespace tools::witness {

struct WitnessOptions {
  std::string directory;
  std::string name;  // of its key: no space, no plus
  std::vector<ledger::proof::NoteKey>
      logs;  // whose checkpoints it cosigns; several keys may share an origin
};

/// Follows logs: it cosigns a checkpoint only when the log has grown to it from the last one that
/// it cosigned. What it has cosigned is in files, one for each origin, and nowhere else; they are
/// read anew for each submission. Beside them `witness.key`, and `witness.vkey` with the public
/// half. Safe from any thread, and from a second process on the same directory.
class Witness {
 public:
  /// Makes the directory and the key on the first start. Fails when something that was cosigned
  /// cannot be read: a witness that forgets would cosign a second history.
  static ledger::Result<std::unique_ptr<Witness>> open(const WitnessOptions& options);

  const ledger::proof::NoteKey& key() const { return key_; }

  /// Judges a submission at `now_s`, in seconds since 1970. What it answers with 200 is on disk.
  Reply add_checkpoint(std::string_view body, std::uint64_t now_s);

 private:
  Witness(WitnessOptions options, ledger::SigningKey signer, ledger::proof::NoteKey key);
  std::string path_of(const std::string& origin) const;
  ledger::Result<ledger::proof::TreeHead> latest(const std::string& origin) const;
  Reply cosign(const Claim& claim, std::uint64_t now_s) const;

  const WitnessOptions options_;
  const ledger::SigningKey signer_;
  const ledger::proof::NoteKey key_;
  std::mutex mutex_;
};

}  // namespace tools::witness
