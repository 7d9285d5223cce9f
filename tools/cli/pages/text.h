#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Layout of text in columns. A code point takes one column.
namespace tools::cli::pages {

std::size_t display_width(std::string_view utf8);

/// Adds spaces on the right, or on the left.
std::string pad_right(std::string_view utf8, std::size_t width);
std::string pad_left(std::string_view utf8, std::size_t width);

/// Breaks at spaces into lines of at most `width`; a longer word is a line of its own. A no-break
/// space does not break.
std::vector<std::string> wrap(std::string_view utf8, std::size_t width);

}  // namespace tools::cli::pages
