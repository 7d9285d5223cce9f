#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Names of the tiles in which the tree is stored and served: C2SP tlog-tiles, 256 hashes each.
namespace ledger::proof {

inline constexpr std::uint64_t tile_width = 256;
inline constexpr unsigned tile_bits = 8;
inline constexpr unsigned tile_levels = 8;  // 256^8 leaves are 2^64

/// The index-th tile of a level: the hashes of complete subtrees of 256^level leaves. At the right
/// edge of the tree a tile is partial: it has fewer than 256.
struct Tile {
  unsigned level = 0;
  std::uint64_t index = 0;
  std::uint64_t width = tile_width;  // 1 to 256
  bool operator==(const Tile&) const = default;
};

/// The number of hashes at a level of a tree.
inline constexpr std::uint64_t hashes_at(std::uint64_t size, unsigned level) {
  return level >= tile_levels ? 0 : size >> (tile_bits * level);
}

/// `x001/x234/067`, with `.p/W` if the width is not 256: the part of a path after the level, or
/// after `entries`.
std::string tile_path(std::uint64_t index, std::uint64_t width);

struct TilePlace {
  std::uint64_t index = 0;
  std::uint64_t width = tile_width;
};
/// Reads such a path; `nullopt` for any other spelling.
std::optional<TilePlace> parse_tile_path(std::string_view path);

}  // namespace ledger::proof
