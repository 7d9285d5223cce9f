#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/http/webhook_url.h"
#include "tools/net/address_guard.h"

namespace tools::net {

/// What one attempt sends, and how.
struct Outgoing {
  http::WebhookUrl url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::chrono::milliseconds timeout;
  const AddressGuard* guard = nullptr;
};

/// The response; `error` states why there is none.
struct Incoming {
  int status = 0;
  std::string error;
  std::string excerpt;
  std::optional<std::chrono::seconds> retry_after;
};

/// Posts once, over a connection of its own, and reads the status and the beginning of the body.
/// Names are resolved on `resolvers`, so that a slow lookup delays no other attempt.
boost::asio::awaitable<Incoming> post_once(Outgoing outgoing, boost::asio::ssl::context& tls,
                                           boost::asio::thread_pool& resolvers);

}  // namespace tools::net
