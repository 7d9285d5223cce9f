#pragma once

#include <compare>
#include <string_view>

/// Product versions: dotted numbers such as 8, 8.5, 11.5.2; see docs/events.md. The ledger admits
/// no other texts.
namespace projections::state {

/// Which of two agreed versions covers more. A version covers all that begins with it, so 8 is
/// above 8.5, and 9 above both.
std::weak_ordering compare_coverage(std::string_view a, std::string_view b);

/// Whether `installed` is covered by `covered`: not higher, as far as `covered` has components.
bool covers(std::string_view covered, std::string_view installed);

}  // namespace projections::state
