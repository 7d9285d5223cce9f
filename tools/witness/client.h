#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "ledger/proof/checkpoint.h"

namespace tools::witness {

/// The log's client of one witness: submits checkpoints one after another, over the transport that
/// `Post` provides. One thread.
class Client {
 public:
  struct Answer {
    int status = 0;
    std::string body;
  };
  /// Posts to the witness's add-checkpoint; fails if no response arrives.
  using Post = std::function<ledger::Result<Answer>(const std::string& body)>;
  /// Proves that the tree of the second size extends that of the first.
  using Prove = std::function<ledger::Result<ledger::proof::Proof>(std::uint64_t first,
                                                                   std::uint64_t second)>;

  /// Accepts only cosignatures that verify under `key`.
  Client(ledger::proof::NoteKey key, Post post) : key_(std::move(key)), post_(std::move(post)) {}

  const ledger::proof::NoteKey& key() const { return key_; }
  /// Sets the size that the witness cosigned last. Unless set, its first response reports it.
  void resume_from(std::uint64_t size) { cosigned_size_ = size; }

  /// Returns the witness's cosignature. Fails as `io` if no response arrives or the witness is
  /// temporarily unavailable, as `invalid` if it refuses or its response is not acceptable.
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
