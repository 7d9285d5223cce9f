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
  std::string name;  // of its key; no spaces or plus signs
  std::vector<ledger::proof::NoteKey>
      logs;  // whose checkpoints it cosigns; several keys may share an origin
};

/// Follows logs: cosigns a checkpoint only if the log has grown to it from the last one cosigned.
/// That one is stored in a file per origin, and nowhere else; the file is read for each submission.
/// The same directory holds `witness.key`, and `witness.vkey` with the public key. Safe from any
/// thread, and from a second process on the same directory.
class Witness {
 public:
  /// Creates the directory and the key on the first start. Fails if a cosigned checkpoint cannot be
  /// read: a witness that forgets would cosign a second history.
  static ledger::Result<std::unique_ptr<Witness>> open(const WitnessOptions& options);

  const ledger::proof::NoteKey& key() const { return key_; }

  /// Judges a submission at `now_s`, in seconds since 1970. A reply of 200 is returned only once
  /// the cosigned checkpoint is on disk.
  WitnessReply add_checkpoint(std::string_view body, std::uint64_t now_s);

 private:
  Witness(WitnessOptions options, ledger::SigningKey signer, ledger::proof::NoteKey key);
  std::string path_of(const std::string& origin) const;
  ledger::Result<ledger::proof::TreeHead> latest(const std::string& origin) const;
  WitnessReply cosign(const Claim& claim, std::uint64_t now_s) const;

  const WitnessOptions options_;
  const ledger::SigningKey signer_;
  const ledger::proof::NoteKey key_;
  std::mutex mutex_;
};

}  // namespace tools::witness
