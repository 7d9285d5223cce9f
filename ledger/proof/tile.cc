#include "ledger/proof/tile.h"

#include <charconv>
#include <fmt/format.h>

namespace ledger::proof {

std::string tile_path(std::uint64_t index, std::uint64_t width) {
  std::string path = fmt::format("{:03}", index % 1000);
  for (index /= 1000; index > 0; index /= 1000) {
    path = fmt::format("x{:03}/{}", index % 1000, path);
  }
  if (width != tile_width) path += fmt::format(".p/{}", width);
  return path;
}

std::optional<TilePlace> parse_tile_path(std::string_view path) {
  TilePlace place;
  const auto number = [](std::string_view digits) -> std::optional<std::uint64_t> {
    std::uint64_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) return std::nullopt;
    return value;
  };
  std::string_view rest = path;
  if (const auto partial = rest.find(".p/"); partial != std::string_view::npos) {
    const auto width = number(rest.substr(partial + 3));
    if (!width || *width == 0 || *width >= tile_width) return std::nullopt;
    place.width = *width;
    rest = rest.substr(0, partial);
  }
  constexpr int most_groups = 7;  // 10^21 is more than there can be tiles
  for (int groups = 1; groups <= most_groups; ++groups) {
    const bool last = !rest.starts_with('x');
    if (!last) rest.remove_prefix(1);
    const auto group = number(rest.substr(0, 3));
    if (!group) return std::nullopt;
    place.index = place.index * 1000 + *group;
    rest.remove_prefix(std::min<std::size_t>(3, rest.size()));
    if (last) {
      // Written again it must be the same: no other spelling names a tile.
      if (!rest.empty() || tile_path(place.index, place.width) != path) return std::nullopt;
      return place;
    }
    if (!rest.starts_with('/')) return std::nullopt;
    rest.remove_prefix(1);
  }
  return std::nullopt;
}

}  // namespace ledger::proof
