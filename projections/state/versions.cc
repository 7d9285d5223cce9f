#include "projections/state/versions.h"

#include <charconv>
#include <cstdint>
#include <optional>

namespace projections::state {
namespace {

/// Removes the next component from the front; `nullopt` if there is none left.
std::optional<std::uint64_t> next_component(std::string_view& version) {
  if (version.empty()) return std::nullopt;
  const auto dot = version.find('.');
  const auto digits = version.substr(0, dot);
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  version.remove_prefix(dot == std::string_view::npos ? version.size() : dot + 1);
  return value;
}

}  // namespace

std::weak_ordering compare_coverage(std::string_view a, std::string_view b) {
  while (true) {
    const auto left = next_component(a);
    const auto right = next_component(b);
    if (!left && !right) return std::weak_ordering::equivalent;
    if (!left) return std::weak_ordering::greater;
    if (!right) return std::weak_ordering::less;
    if (*left != *right) return *left <=> *right;
  }
}

bool covers(std::string_view covered, std::string_view installed) {
  while (const auto limit = next_component(covered)) {
    const auto component = next_component(installed).value_or(0);
    if (component != *limit) return component < *limit;
  }
  return true;
}

}  // namespace projections::state
