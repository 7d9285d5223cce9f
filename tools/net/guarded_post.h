#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/net/address_guard.h"
#include "tools/webhooks/target.h"

namespace tools::net {

/// What one attempt sends, and with what.
struct Outgoing {
  webhooks::Target target;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::chrono::milliseconds timeout;
  const AddressGuard* guard = nullptr;
};

/// What came back; `error` says why nothing did.
struct Incoming {
  int status = 0;
  std::string error;
  std::string excerpt;
  std::optional<std::chrono::seconds> retry_after;
};

/// Posts it once, over a connection of its own, and reads the status and the beginning of the
/// body. Names are looked up on `resolvers`: one that does not answer keeps no other waiting.
boost::asio::awaitable<Incoming> exchange(Outgoing outgoing, boost::asio::ssl::context& tls,
                                          boost::asio::thread_pool& resolvers);

}  // namespace tools::net
