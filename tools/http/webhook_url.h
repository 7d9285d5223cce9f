#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/result.h"

namespace tools::http {

/// Where messages go, split into parts.
struct WebhookUrl {
  bool tls = true;
  std::string host;  // a name or an address; IPv6 without brackets
  std::uint16_t port = 443;
  std::string host_header;
  std::string path;  // and the query

  bool operator==(const WebhookUrl&) const = default;
};

/// `invalid` unless the URL is https (or http, if allowed) with a host, optionally a port, a path
/// and a query, and nothing else. The detail states what is wrong with it, and does not repeat it.
ledger::Result<WebhookUrl> webhook_url_from(std::string_view url, bool http_allowed);

}  // namespace tools::http
