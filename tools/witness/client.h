#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "ledger/proof/checkpoint.h"

namespace tools::witness {

/// A witness as the log sees it, which submits checkpoints to it one after another. How a body gets
/// there is left to `Post`. One thread.
class Client {
 public:
  struct Answer {
    int status = 0;
    std::string body;
  };
  /// Posts to the witness's add-checkpoint; a failure says that no answer came.
  using Post = std::function<ledger::Result<Answer>(const std::string& body)>;
  /// Proves that the tree of the second size begins with that of the first.
  using Prove = std::function<ledger::Result<ledger::proof::Proof>(std::uint64_t first,
                                                                   std::uint64_t second)>;

  /// Only what verifies under the key is taken from the witness.
  Client(ledger::proof::NoteKey key, Post post) : key_(std::move(key)), post_(std::move(post)) {}

  const ledger::proof::NoteKey& key() const { return key_; }
  /// What the witness cosigned last, where that is known from before; else its first answer tells.
  void resume_from(std::uint64_t size) { cosigned_size_ = size; }

  /// The witness's cosignature. `io` when no answer came, or one that it cannot serve now;
  /// `invalid` when it refused, or answered what it must not.
  ledger::Result<ledger::proof::NoteSignature> submit(
      const ledger::proof::SignedCheckpoint& checkpoint, const Prove& prove);

 private:
  ledger::Result<Answer> post(const ledger::proof::SignedCheckpoint& checkpoint,
                              const Prove& prove);
  ledger::Result<ledger::proof::NoteSignature> own_cosignature(
      const ledger::proof::Note& checkpoint, const std::string& lines) const;

  ledger::proof::NoteKey key_;
  Post post_;
  std::uint64_t cosigned_size_ = 0;
};

}  // namespace tools::witness
