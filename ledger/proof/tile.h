#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Names of the pieces in which the tree is kept and served: C2SP tlog-tiles, tiles of 256.
namespace ledger::proof {

inline constexpr std::uint64_t tile_width = 256;
inline constexpr unsigned tile_bits = 8;
inline constexpr unsigned tile_levels = 8;  // 256^8 leaves are 2^64

/// The index-th tile of a level: its hashes are of complete subtrees of 256^level leaves. At the
/// right edge of the tree a tile is partial, and has fewer than 256.
struct Tile {
  unsigned level = 0;
  std::uint64_t index = 0;
  std::uint64_t width = tile_width;  // 1 to 256
  bool operator==(const Tile&) const = default;
};

/// How many hashes a level of a tree has.
inline constexpr std::uint64_t hashes_at(std::uint64_t size, unsigned level) {
  return level >= tile_levels ? 0 : size >> (tile_bits * level);
}

/// `x001/x234/067`, and with `.p/W` where the width is not 256: what stands in a path after the
/// level, or after `entries`.
std::string tile_path(std::uint64_t index, std::uint64_t width);

struct TilePlace {
  std::uint64_t index = 0;
  std::uint64_t width = tile_width;
};
/// Reads such a path; nothing for one that is not written exactly so.
std::optional<TilePlace> parse_tile_path(std::string_view path);

}  // namespace ledger::proof
