#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tools::server {

/// For awaited operations whose errors are ordinary: `const auto [error, size] = co_await …`.
inline constexpr auto no_throw = boost::asio::as_tuple(boost::asio::use_awaitable);

}  // namespace tools::server
