#pragma once

#include <compare>
#include <cstdint>

namespace ledger {

/// The place of an event in the whole log, from 0, without gaps. Equal to its leaf index in the
/// log's tree.
struct Position {
  std::uint64_t value = 0;
  auto operator<=>(const Position&) const = default;
};

/// No event has this position.
inline constexpr Position no_position{~std::uint64_t{0}};

/// The first position of hypothetical events: greater than any that a log can reach.
inline constexpr Position first_supposed{std::uint64_t{1} << 63};
inline constexpr bool in_log(Position position) { return position < first_supposed; }

inline constexpr Position next(Position position) { return {position.value + 1}; }

/// The place of an event in its stream, from 0, without gaps.
struct Revision {
  std::uint64_t value = 0;
  auto operator<=>(const Revision&) const = default;
};

/// Numbers the purchases of a license from 1, in the order in which they come into force. 0: none.
struct LicenseNumber {
  std::uint32_t value = 0;
  auto operator<=>(const LicenseNumber&) const = default;
};

}  // namespace ledger
