#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <vector>

#include "ledger/proof/merkle.h"
#include "ledger/proof/tile.h"
#include "ledger/store.h"

namespace ledger::proof {

/// The right edge of a growing tree: all that is needed to append to it, to have its root, and to
/// answer what is not in a full tile.
class TreeEdge {
 public:
  std::uint64_t size() const { return size_; }
  /// The root of all leaves so far.
  Digest root() const;
  TreeHead head() const { return {size_, root()}; }
  /// The hashes of the partial tile of a level; fewer than 256.
  const std::vector<Digest>& partial(unsigned level) const { return partial_.at(level); }

  /// Adds a leaf. `full` is told of each tile that it fills: its level, its index, its 256 hashes.
  template <class Full>
  void append(const Digest& leaf, Full&& full) {
    add_peak(leaf);
    ++size_;
    Digest hash = leaf;
    for (unsigned level = 0; level < tile_levels; ++level) {
      auto& tile = partial_.at(level);
      tile.push_back(hash);
      if (tile.size() < tile_width) return;
      full(level, hashes_at(size_, level + 1) - 1, tile);
      tile.clear();
      hash = spanned_.at(level);
    }
  }

  /// Sets the edge of a tree of `size` leaves from the hashes of its partial tiles.
  static TreeEdge of(std::uint64_t size, std::array<std::vector<Digest>, tile_levels> partial);

 private:
  void add_peak(const Digest& leaf);

  std::uint64_t size_ = 0;
  // The complete subtrees that the tree falls into, one for each bit of the size, by its place.
  std::array<Digest, 64> peaks_{};
  std::array<Digest, tile_levels> spanned_{};  // by level: the hash over the last tile filled
  std::array<std::vector<Digest>, tile_levels> partial_;
};

/// The tree over the log, with the stored record as leaf. Full tiles go into the commit of the
/// events that fill them, with one head for the batch; what is at the edge is worked out again
/// after a start from at most 255 hashes a level. One thread appends; any thread reads what is
/// published.
class Tree {
 public:
  explicit Tree(const Store& store);

  /// Works out the edge. `corrupt` when the head, the tiles and the last records do not agree.
  Result<void> open();

  // --- the writer
  void append(std::span<const std::uint8_t> record, Store::Commit& commit);
  /// Puts the head for all that was appended into the commit.
  void seal(Store::Commit& commit) const;
  /// What was appended is on disk: readers may see it.
  void publish();

  // --- any thread
  using EdgePtr = std::shared_ptr<const TreeEdge>;
  EdgePtr published() const;
  TreeHead head() const { return published()->head(); }
  /// The hashes of a tile within the published tree, `width` of them; `not_found` beyond it.
  Result<std::vector<Digest>> tile(const Tile& tile) const;
  /// Of the published tree, for proofs of any size up to its own.
  HashReader reader() const;

 private:
  Result<std::vector<Digest>> stored_tile(unsigned level, std::uint64_t index) const;
  Result<std::vector<Digest>> tile(const TreeEdge& edge, const Tile& tile) const;
  Result<Digest> hash(const TreeEdge& edge, Subtree subtree) const;
  Result<std::vector<Digest>> partial_at_open(unsigned level) const;

  const Store& store_;
  TreeEdge edge_;
  mutable std::mutex mutex_;
  EdgePtr published_;
};

/// The hash of 2^n hashes that lie side by side.
Digest spanning_hash(std::span<const Digest> hashes);

}  // namespace ledger::proof
