#include "tools/wire/header_value.h"

#include <cstddef>

#include "tools/text/text_rules.h"

namespace tools::wire {
namespace {

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  return std::nullopt;
}

/// The value without quotes and escapes; `\x` stands for x.
std::optional<std::string> unquoted(std::string_view value) {
  if (!value.starts_with('"')) return std::string{value};
  std::string text;
  for (std::size_t i = 1; i < value.size(); ++i) {
    if (value[i] == '"') return i + 1 == value.size() ? std::optional{text} : std::nullopt;
    if (value[i] == '\\' && ++i == value.size()) break;
    text += value[i];
  }
  return std::nullopt;  // the closing quote is missing
}

std::optional<std::string> percent_decoded(std::string_view value) {
  std::string text;
  text.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '%') {
      text += value[i];
      continue;
    }
    if (value.size() - i < 3) return std::nullopt;
    const auto high = hex_digit(value[i + 1]);
    const auto low = hex_digit(value[i + 2]);
    if (!high || !low) return std::nullopt;
    text += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return text;
}

}  // namespace

std::optional<std::string> decode_header_value(std::string_view value) {
  const auto plain = unquoted(value);
  if (!plain) return std::nullopt;
  auto text = percent_decoded(*plain);
  return text && text::is_utf8(*text) ? text : std::nullopt;
}

}  // namespace tools::wire
