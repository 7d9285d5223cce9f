#pragma once

#include <array>
#include <memory>
#include <vector>

#include "ledger/mutex.h"
#include "ledger/proof/merkle.h"
#include "ledger/proof/tile.h"
#include "ledger/store.h"

namespace ledger::proof {

/// The right edge of a growing tree: all that is needed to append to it, to compute its root, and
/// to serve hashes that are not in a full tile.
class TreeEdge {
 public:
  std::uint64_t size() const { return size_; }
  /// The root of all leaves so far.
  Digest root() const;
  TreeHead head() const { return {size_, root()}; }
  /// The hashes of the partial tile of a level; fewer than 256.
  const std::vector<Digest>& partial(unsigned level) const { return partial_.at(level); }

  /// Adds a leaf. Calls `full` with each tile that it fills: its level, its index, its 256 hashes.
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

  /// The edge of a tree of `size` leaves, from the hashes of its partial tiles.
  static TreeEdge of(std::uint64_t size, std::array<std::vector<Digest>, tile_levels> partial);

 private:
  void add_peak(const Digest& leaf);

  std::uint64_t size_ = 0;
  // By bit of the size: the hash of the complete subtree for each bit that is set.
  std::array<Digest, 64> peaks_{};
  std::array<Digest, tile_levels> spanned_{};  // by level: the hash over the last full tile
  std::array<std::vector<Digest>, tile_levels> partial_;
};

/// The tree over the log, with the stored record as leaf. Full tiles go into the commit of the
/// events that fill them, with one head for the batch. The edge is computed again at each start,
/// from at most 255 hashes per level. One thread appends; any thread reads what is published.
class Tree {
 public:
  explicit Tree(const Store& store);

  /// Computes the edge. `corrupt` if the head, the tiles and the last records do not agree.
  Result<void> open();

  // --- the writer
  void append(std::span<const std::uint8_t> record, Store::Commit& commit);
  /// Adds the head, which covers all that was appended, to the commit.
  void seal(Store::Commit& commit) const;
  /// To be called once the commit is on disk: readers may now see what was appended.
  void publish();

  // --- any thread
  using EdgePtr = std::shared_ptr<const TreeEdge>;
  EdgePtr published() const;
  TreeHead head() const { return published()->head(); }
  /// The `width` hashes of a tile of the published tree; `not_found` beyond its end.
  Result<std::vector<Digest>> tile(const Tile& tile) const;
  /// Of the published tree, for proofs of any size up to its own.
  HashReader reader() const;

 private:
  Result<std::vector<Digest>> stored_tile(unsigned level, std::uint64_t index) const;
  Result<std::vector<Digest>> tile(const TreeEdge& edge, const Tile& tile) const;
  Result<Digest> hash(const TreeEdge& edge, Subtree subtree) const;
  Result<std::vector<Digest>> partial_at_open(unsigned level) const;

  const Store& store_;
  TreeEdge edge_;  // of the writer
  mutable Mutex mutex_;
  EdgePtr published_ LEDGER_GUARDED_BY(mutex_);
};

/// The hash over 2^n adjacent hashes.
Digest spanning_hash(std::span<const Digest> hashes);

}  // namespace ledger::proof
