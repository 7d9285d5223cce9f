#pragma once

#include <compare>
#include <cstdint>

namespace ledger {

/// Place of an event in the whole log, from 0, without gaps; equal to its leaf index in the log's
/// tree.
struct Position {
  std::uint64_t value = 0;
  auto operator<=>(const Position&) const = default;
};

/// Stands for "no position": there is no such event.
inline constexpr Position no_position{~std::uint64_t{0}};

/// Where events stand that are only supposed, one after another: after all that a log can hold.
inline constexpr Position first_supposed{std::uint64_t{1} << 63};
inline constexpr bool in_log(Position position) { return position < first_supposed; }

inline constexpr Position next(Position position) { return {position.value + 1}; }

/// Place of an event in one stream, from 0, without gaps.
struct Revision {
  std::uint64_t value = 0;
  auto operator<=>(const Revision&) const = default;
};

/// 1, 2, 3 … of the purchases of a license in the order in which they come into force. 0: none.
struct LicenseNumber {
  std::uint32_t value = 0;
  auto operator<=>(const LicenseNumber&) const = default;
};

}  // namespace ledger
