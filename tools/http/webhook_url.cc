#include "tools/http/webhook_url.h"

#include <boost/url.hpp>

namespace tools::http {
namespace {

ledger::Failure wrong(std::string why) {
  return ledger::fail(ledger::FailureKind::invalid, std::move(why));
}

}  // namespace

ledger::Result<WebhookUrl> webhook_url_from(std::string_view url, bool http_allowed) {
  constexpr std::size_t max_length = 2'000;
  if (url.size() > max_length) return wrong("must have at most 2000 characters");
  const auto parsed = boost::urls::parse_uri({url.data(), url.size()});
  if (!parsed) return wrong("must be a URL, such as https://example.com/hooks");
  const bool tls = parsed->scheme_id() == boost::urls::scheme::https;
  const bool http = parsed->scheme_id() == boost::urls::scheme::http;
  if (!tls && !http) return wrong("must begin with https://");
  if (http && !http_allowed)
    return wrong("must begin with https://; this server does not allow plain http");
  if (parsed->has_userinfo()) return wrong("must not contain a user name or a password");
  if (parsed->has_fragment()) return wrong("must not contain a fragment (#)");
  if (parsed->host().empty()) return wrong("must name a host");
  if (parsed->has_port() && !parsed->port().empty() && parsed->port_number() == 0) {
    return wrong("must have a port from 1 to 65535");
  }
  const std::uint16_t default_port = tls ? 443 : 80;
  std::string path{parsed->encoded_path()};
  if (path.empty()) path.push_back('/');
  if (parsed->has_query()) path.append("?").append(std::string{parsed->encoded_query()});
  return WebhookUrl{.tls = tls,
                    .host = parsed->host_address(),
                    .port = parsed->port_number() == 0 ? default_port : parsed->port_number(),
                    .host_header = std::string{parsed->encoded_host_and_port()},
                    .path = std::move(path)};
}

}  // namespace tools::http
