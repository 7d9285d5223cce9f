#include "projections/search/folded_text.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <memory>
#include <utf8proc.h>

namespace projections::search {
namespace {

/// Letters that Unicode does not decompose, although people type them without the stroke.
constexpr std::pair<std::string_view, std::string_view> undecomposed[] = {
    {"ø", "o"}, {"æ", "ae"}, {"œ", "oe"}, {"đ", "d"}, {"ł", "l"}, {"ð", "d"}, {"þ", "th"}};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

void drop_control_characters(std::string& text) {
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
}

/// Part of a word: a letter or digit, or any byte of one that is not ASCII.
bool in_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || std::isalnum(byte) != 0;
}

}  // namespace

std::string folded(std::string_view text) {
  std::string result{text};
  if (is_ascii(text)) {
    std::ranges::transform(result, result.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  } else {
    utf8proc_uint8_t* mapped = nullptr;
    constexpr auto options =
        static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD |
                                       UTF8PROC_STRIPMARK | UTF8PROC_IGNORE);
    const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned{mapped, &std::free};
    if (size < 0) {
      std::ranges::replace_if(
          result, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, ' ');
      return folded(result);
    }
    result.assign(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
    for (const auto& [from, to] : undecomposed) replace_all(result, from, to);
  }
  drop_control_characters(result);
  return result;
}

std::vector<std::string> words_of(std::string_view folded_text) {
  std::vector<std::string> words;
  for (auto at = folded_text.begin(); at != folded_text.end();) {
    const auto begin = std::find_if(at, folded_text.end(), in_word);
    at = std::find_if_not(begin, folded_text.end(), in_word);
    if (begin != at) words.emplace_back(begin, at);
  }
  return words;
}

}  // namespace projections::search
