#include "tools/cli/listen_address.h"

#include <charconv>

namespace tools::cli {

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  ListenAddress address{.host = std::string{host}};
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + colon + 1, end, address.port);
  if (read.ec != std::errc{} || read.ptr != end || host.empty()) return std::nullopt;
  return address;
}

}  // namespace tools::cli
