#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/result.h"

namespace tools::webhooks {

/// Where messages go, taken apart.
struct Target {
  bool tls = true;
  std::string host;  // a name or an address, an IPv6 one without brackets
  std::uint16_t port = 443;
  std::string host_header;
  std::string path;  // and the query

  bool operator==(const Target&) const = default;
};

/// `invalid` when the URL is not https (or http, where that is allowed) with a host, perhaps a
/// port, a path and a query, and nothing else. The detail says what is wrong with it, and does not
/// repeat it.
ledger::Result<Target> target_from(std::string_view url, bool http_allowed);

}  // namespace tools::webhooks
