#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "ledger/digest.h"
#include "ledger/position.h"
#include "ledger/result.h"

/// The Merkle tree of RFC 6962, section 2.1: hashes, proofs, and their verification. Pure functions
/// of hashes, which tree.h stores. Safe from any thread.
namespace ledger::proof {

/// The size of a tree, in leaves, and its root.
struct TreeHead {
  std::uint64_t size = 0;
  Digest root{};
  bool operator==(const TreeHead&) const = default;
};

Digest empty_root();
/// Of a stored record of at most max_record_bytes.
Digest leaf_hash(std::span<const std::uint8_t> entry);
Digest node_hash(const Digest& left, const Digest& right);

/// A complete subtree of 2^level leaves, the index-th of its level from the left.
struct Subtree {
  unsigned level = 0;
  std::uint64_t index = 0;
};
/// Returns the hash of a complete subtree that lies within the tree.
using HashReader = std::function<Result<Digest>(Subtree)>;

/// Returns what `read` does, and remembers up to 100,000 hashes: for many proofs of one tree, which
/// share most of their hashes. One thread.
HashReader remembering(HashReader read);

/// The root of the first `size` leaves. Like the proofs, fails only if the reader fails.
Result<Digest> root_at(std::uint64_t size, const HashReader& read);

using Proof = std::vector<Digest>;
/// PATH of section 2.1.1, from the leaf upward. `leaf` < `size`.
Result<Proof> inclusion_proof(Position leaf, std::uint64_t size, const HashReader& read);
/// PROOF of section 2.1.2; empty if `first` is 0 or both are equal. `first` <= `second`.
Result<Proof> consistency_proof(std::uint64_t first, std::uint64_t second, const HashReader& read);

/// Whether the proof shows the leaf at its place in the tree. Needs no store and trusts no one.
bool verify_inclusion(const Digest& leaf, Position at, const TreeHead& head, const Proof& proof);
/// Whether the proof shows that the second tree begins with the first.
bool verify_consistency(const TreeHead& first, const TreeHead& second, const Proof& proof);

}  // namespace ledger::proof
