#pragma once

#include <boost/asio/awaitable.hpp>

#include "tools/http/http.h"

namespace tools::server {

/// Waits for a deferred reply, and for that one if it is deferred again, on the caller's executor.
/// Any other reply is returned as it is.
boost::asio::awaitable<http::Reply> settle(http::Reply reply);

}  // namespace tools::server
