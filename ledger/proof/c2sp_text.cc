#include "ledger/proof/c2sp_text.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace ledger::proof {

std::optional<std::string_view> take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || fmt::format("{}", number) != text) return std::nullopt;
  return number;
}

std::optional<Digest> parse_hash(std::string_view text) {
  const auto bytes = from_base64(text);
  Digest hash{};
  if (!bytes || bytes->size() != hash.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), hash.begin());
  return hash;
}

}  // namespace ledger::proof
