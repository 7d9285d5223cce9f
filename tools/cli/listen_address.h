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

/// Parses HOST:PORT, with an IPv6 address in brackets; nullopt if malformed.
std::optional<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace tools::cli
