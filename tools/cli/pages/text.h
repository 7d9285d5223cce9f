#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Text on lines. A character takes one column: counted are code points, not bytes.
namespace tools::cli::pages {

std::size_t width_of(std::string_view utf8);

/// Filled up with spaces on the right, or on the left.
std::string padded(std::string_view utf8, std::size_t width);
std::string right_aligned(std::string_view utf8, std::size_t width);

/// Broken at spaces into lines of at most `width`; a longer word is a line of its own. A no-break
/// space is no place to break.
std::vector<std::string> wrapped(std::string_view utf8, std::size_t width);

/// `a, b and c`, where `last_and` is what stands before the last.
std::string listed(const std::vector<std::string>& items, std::string_view last_and = ", ");

}  // namespace tools::cli::pages
