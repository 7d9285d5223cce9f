#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ledger/mutex.h"
#include "ledger/proof/log_identity.h"
#include "ledger/proof/tree.h"
#include "ledger/time.h"

namespace ledger::proof {

/// Whether the tree begins with the one that was signed. `corrupt` if events are missing, with the
/// first such position, or if the events were altered.
Result<void> compare(const Tree& tree, const Checkpoint& signed_before);

/// Signs the tree as it grows, and never a tree that does not begin with what it signed before. A
/// checkpoint is on disk before it is returned. Safe from any thread.
class Checkpointer {
 public:
  /// Reads the log's identity and its last checkpoints, and compares the tree with them. On the
  /// first start signs the tree as it is. `origin` as in LogIdentity::open.
  static Result<std::unique_ptr<Checkpointer>> open(const LogFiles& files,
                                                    const std::string& origin, const Tree& tree);

  /// Continues the log under another origin, regardless of what was signed before: an operator has
  /// accepted that missing events are lost. `invalid` if the origin is the previous one.
  static Result<std::unique_ptr<Checkpointer>> continue_under(const LogFiles& files,
                                                              const std::string& origin,
                                                              const Tree& tree);

  const NoteKey& log() const { return identity_.log(); }
  using CheckpointPtr = std::shared_ptr<const SignedCheckpoint>;
  CheckpointPtr last() const;
  /// When it was signed; after a restart, when its file was written.
  Instant last_signed_at() const;
  /// A checkpoint of the published tree; the last one if the tree has not grown since.
  Result<CheckpointPtr> sign(const Tree& tree) LEDGER_EXCLUDES(signing_);
  /// The newest checkpoint that a witness cosigned; null before the first.
  CheckpointPtr cosigned() const;
  /// Stores and serves cosignatures of a checkpoint that was signed here, which the caller has
  /// verified. The log may have grown meanwhile; if a newer checkpoint is cosigned already, they
  /// are discarded.
  Result<void> add_cosignatures(const SignedCheckpoint& of, std::vector<NoteSignature> cosignatures)
      LEDGER_EXCLUDES(signing_);

 private:
  struct Checkpoints {
    CheckpointPtr last;
    Instant last_signed_at;
    CheckpointPtr cosigned;
  };
  Checkpointer(LogFiles files, LogIdentity identity, Checkpoints checkpoints);
  static Result<Checkpoints> read(const LogFiles& files, const NoteKey& log, const Tree& tree);
  /// For an identity under which nothing was signed yet.
  static Result<std::unique_ptr<Checkpointer>> start(const LogFiles& files, LogIdentity identity,
                                                     const Tree& tree);
  Result<CheckpointPtr> keep(SignedCheckpoint checkpoint) LEDGER_REQUIRES(signing_);

  const LogFiles files_;
  const LogIdentity identity_;
  Mutex signing_;
  mutable Mutex mutex_;
  Checkpoints checkpoints_ LEDGER_GUARDED_BY(mutex_);
};

}  // namespace ledger::proof
