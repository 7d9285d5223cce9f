#include "tools/server/deferred.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>

namespace tools::server {
namespace {

namespace asio = boost::asio;
using asio::use_awaitable;
using Make = http::Deferred::Make;

asio::awaitable<Make> await_done(http::Deferred deferred) {
  const auto executor = co_await asio::this_coro::executor;
  co_return co_await asio::async_initiate<decltype(use_awaitable), void(Make)>(
      [executor](auto handler, const http::Deferred& waiting) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        waiting.start([shared, executor](Make make) {
          asio::post(executor, [shared, made = std::move(make)]() mutable {
            std::move (*shared)(std::move(made));
          });
        });
      },
      use_awaitable, std::move(deferred));
}

}  // namespace

asio::awaitable<http::Reply> settle(http::Reply reply) {
  while (auto* waiting = std::get_if<http::Deferred>(&reply)) {
    http::Deferred deferred = std::move(*waiting);
    const Make make = co_await await_done(std::move(deferred));
    reply = make();
  }
  co_return reply;
}

}  // namespace tools::server
