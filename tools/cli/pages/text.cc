#include "tools/cli/pages/text.h"

#include <algorithm>

namespace tools::cli::pages {

std::size_t display_width(std::string_view utf8) {
  const auto starts_character = [](char byte) { return (byte & 0xC0) != 0x80; };
  return static_cast<std::size_t>(std::ranges::count_if(utf8, starts_character));
}

std::string pad_right(std::string_view utf8, std::size_t width) {
  const std::size_t used = display_width(utf8);
  return std::string{utf8}.append(width > used ? width - used : 0, ' ');
}

std::string pad_left(std::string_view utf8, std::size_t width) {
  const std::size_t used = display_width(utf8);
  return std::string(width > used ? width - used : 0, ' ').append(utf8);
}

std::vector<std::string> wrap(std::string_view utf8, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  std::size_t line_width = 0;
  while (!utf8.empty()) {
    const auto end = std::min(utf8.find(' '), utf8.size());
    const auto word = utf8.substr(0, end);
    utf8.remove_prefix(std::min(end + 1, utf8.size()));
    const std::size_t word_width = display_width(word);
    if (line_width != 0 && line_width + 1 + word_width > width) {
      lines.push_back(std::move(line));
      line.clear();
      line_width = 0;
    }
    if (line_width != 0) {
      line += ' ';
      ++line_width;
    }
    line += word;
    line_width += word_width;
  }
  lines.push_back(std::move(line));
  return lines;
}

}  // namespace tools::cli::pages
