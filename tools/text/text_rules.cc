#include "tools/text/text_rules.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace tools::text {

namespace {

/// Whether a character may be written with so many bytes after the first: the shortest form, no
/// surrogate, and within Unicode.
bool is_well_formed(std::uint32_t code_point, std::size_t more) {
  if (more == 2) return code_point >= 0x800 && (code_point < 0xd800 || code_point > 0xdfff);
  if (more == 3) return code_point >= 0x10000 && code_point <= 0x10ffff;
  return true;  // the first byte excludes what is too short
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i++]);
    if (lead < 0x80) continue;
    const std::size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc2 || lead > 0xf4 || text.size() - i < more) return false;
    std::uint32_t code_point = lead & (0x3fU >> more);
    for (std::size_t k = 0; k < more; ++k) {
      const auto next = static_cast<unsigned char>(text[i++]);
      if ((next & 0xc0U) != 0x80U) return false;
      code_point = code_point << 6U | (next & 0x3fU);
    }
    if (!is_well_formed(code_point, more)) return false;
  }
  return true;
}

bool has_control_character(std::string_view utf8) {
  unsigned char before = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || (before == 0xc2 && byte < 0xa0)) return true;
    before = byte;
  }
  return false;
}

bool is_version(std::string_view text) {
  constexpr std::size_t max_components = 8;
  constexpr std::size_t max_digits = 9;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 0; i < max_components; ++i) {
    const auto component = text.substr(0, text.find('.'));
    if (component.empty() || component.size() > max_digits) return false;
    if (!std::ranges::all_of(component, is_digit)) return false;
    if (component.size() == text.size()) return true;
    text.remove_prefix(component.size() + 1);
  }
  return false;
}

bool is_currency(std::string_view text) {
  return text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_json_type(std::string_view media_type) {
  std::string type{media_type.substr(0, media_type.find(';'))};
  while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.pop_back();
  for (char& c : type) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return type.ends_with("/json") || type.ends_with("+json");
}

}  // namespace tools::text
