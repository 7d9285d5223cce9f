#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tools::cli {

struct ListenAddress {
  std::string host;
  std::uint16_t port = 0;
};

/// HOST:PORT, an IPv6 address in brackets; nothing for anything else.
std::optional<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace tools::cli
