#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "ledger/proof/checkpoint.h"
#include "ledger/proof/tree.h"
#include "ledger/time.h"

namespace ledger::proof {

/// What the log of a data directory is known by outside, and the last word it gave: files beside
/// the database. `log.vkey` has its public key under its origin, `checkpoint` the last signed
/// checkpoint, `checkpoint.cosigned` the last one that a witness has seen, if one ever has,
/// `log.key` (elsewhere, if so configured) the private key.
struct LogFiles {
  std::string directory;
  std::string key_path;  // empty: `log.key` in the directory

  std::string log() const { return directory + "/log"; }
  std::string vkey() const { return directory + "/log.vkey"; }
  std::string checkpoint() const { return directory + "/checkpoint"; }
  std::string cosigned() const { return directory + "/checkpoint.cosigned"; }
  std::string key() const { return key_path.empty() ? directory + "/log.key" : key_path; }
};

/// Nothing where no log was ever signed. `corrupt` when a file is missing or was altered.
Result<std::optional<NoteKey>> read_log_key(const LogFiles& files);
Result<SignedCheckpoint> read_checkpoint(const LogFiles& files, const NoteKey& log);
/// Nothing where no witness has cosigned yet.
Result<std::optional<SignedCheckpoint>> read_cosigned(const LogFiles& files, const NoteKey& log);

/// Whether the tree begins with the one that was signed. `corrupt`, saying from which position on
/// events are missing, or that what is there was altered.
Result<void> compare(const Tree& tree, const Checkpoint& signed_before);

/// Signs what the tree has grown to, and never anything that does not begin with what it signed
/// before. What it answers is on disk. Safe from any thread.
class Checkpointer {
 public:
  /// Reads the key and the last checkpoint; on the first start makes the key and signs the tree as
  /// it is. `origin` empty: as before, at first one made of the key. Compares the tree with the
  /// last checkpoint.
  static Result<std::unique_ptr<Checkpointer>> open(const LogFiles& files,
                                                    const std::string& origin, const Tree& tree);

  /// Has the log go on under another origin, whatever was signed before: an operator has accepted
  /// that what is missing is lost. `invalid` where the origin is the one before.
  static Result<std::unique_ptr<Checkpointer>> begin_anew(const LogFiles& files,
                                                          const std::string& origin,
                                                          const Tree& tree);

  const NoteKey& log() const { return log_; }
  using CheckpointPtr = std::shared_ptr<const SignedCheckpoint>;
  CheckpointPtr last() const;
  /// When it was signed; after a restart, when its file was written.
  Instant last_signed_at() const;
  /// Covers all that the tree publishes now; the last one when it has not grown since.
  Result<CheckpointPtr> sign(const Tree& tree);
  /// The newest checkpoint that a witness cosigned; null before the first.
  CheckpointPtr cosigned() const;
  /// Keeps and serves what witnesses say of a checkpoint that was signed here. The log may have
  /// grown meanwhile; only when a newer one is cosigned already is nothing kept. The caller has
  /// verified the cosignatures.
  Result<void> add_cosignatures(const SignedCheckpoint& of,
                                std::vector<NoteSignature> cosignatures);

 private:
  Checkpointer(LogFiles files, SigningKey key, NoteKey log);
  Result<void> introduce(const Tree& tree);
  Result<CheckpointPtr> keep(SignedCheckpoint checkpoint);

  const LogFiles files_;
  const SigningKey key_;
  const NoteKey log_;
  std::mutex signing_;
  mutable std::mutex mutex_;
  CheckpointPtr last_;
  Instant last_signed_at_;
  CheckpointPtr cosigned_;
};

}  // namespace ledger::proof
