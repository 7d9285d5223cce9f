#pragma once

#include <fmt/format.h>
#include <string>
#include <vector>

#include "ledger/proof/checkpoint.h"
#include "tests/ledger/proof/known_log.h"
#include "tools/witness/submission.h"

/// A log as a witness sees it: leaves, checkpoints of them, and proofs, without a store.
namespace tests {

class WitnessLog {
 public:
  /// The first `common` entries are those of the known log; the others are its own, named after
  /// `history`.
  explicit WitnessLog(std::size_t size, std::size_t common = 1000, std::string history = {}) {
    for (std::size_t i = 0; i < size; ++i) {
      const std::string entry = i < common ? known_entry(i) : fmt::format("{}-{}", history, i);
      leaves_.push_back(ledger::proof::leaf_hash(bytes_of(entry)));
    }
  }

  static ledger::proof::NoteKey key() {
    return {.name = known_origin, .key = known_key().public_key()};
  }

  ledger::proof::TreeHead head(std::uint64_t size) const {
    return {.size = size, .root = *ledger::proof::root_at(size, reader())};
  }
  ledger::proof::SignedCheckpoint checkpoint(std::uint64_t size) const {
    return ledger::proof::sign_checkpoint(known_key(),
                                          {.origin = known_origin, .head = head(size)});
  }
  ledger::proof::Proof proof(std::uint64_t first, std::uint64_t second) const {
    return *ledger::proof::consistency_proof(first, second, reader());
  }
  std::string submission(std::uint64_t old_size, std::uint64_t size) const {
    const tools::witness::CheckpointSubmission submission{
        .old_size = old_size,
        .proof = old_size <= size ? proof(old_size, size) : ledger::proof::Proof{},
        .checkpoint = checkpoint(size).to_text()};
    return submission.to_text();
  }

 private:
  ledger::proof::HashReader reader() const {
    return [this](ledger::proof::Subtree subtree) -> ledger::Result<ledger::Digest> {
      const std::size_t width = std::size_t{1} << subtree.level;
      std::vector<ledger::Digest> hashes;
      for (std::size_t i = 0; i < width; ++i)
        hashes.push_back(leaves_.at(subtree.index * width + i));
      while (hashes.size() > 1) {
        for (std::size_t i = 0; i < hashes.size() / 2; ++i) {
          hashes[i] = ledger::proof::node_hash(hashes[2 * i], hashes[2 * i + 1]);
        }
        hashes.resize(hashes.size() / 2);
      }
      return hashes.front();
    };
  }

  std::vector<ledger::Digest> leaves_;
};

}  // namespace tests
