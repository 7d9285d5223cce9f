#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>

#include "tools/http/http.h"

namespace tools::server {

/// Calls `answer`, and only then has each connection's thread go on with the replies that it made
/// on this thread: woken once for all of them, not once for each. Any thread.
void answer_together(const std::function<void()>& answer);

/// Waits for a deferred reply, and for that one if it is deferred again, on the caller's executor.
/// Any other reply is returned as it is.
boost::asio::awaitable<http::Reply> settle(http::Reply reply);

}  // namespace tools::server
