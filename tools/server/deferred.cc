#include "tools/server/deferred.h"

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <vector>

namespace tools::server {
namespace {

namespace asio = boost::asio;
using asio::use_awaitable;
using Make = http::Deferred::Make;

/// What the connections of one thread are to go on with.
struct Gathered {
  asio::any_io_executor executor;
  std::vector<std::function<void()>> replies;
};
/// Null: each is passed on at once.
thread_local std::vector<Gathered>* gathering = nullptr;

void go_on(const asio::any_io_executor& executor, std::function<void()> reply) {
  if (gathering == nullptr) return asio::post(executor, std::move(reply));
  auto found = std::ranges::find(*gathering, executor, &Gathered::executor);
  if (found == gathering->end()) {
    found = gathering->insert(found, {.executor = executor, .replies = {}});
  }
  found->replies.push_back(std::move(reply));
}

asio::awaitable<Make> await_done(http::Deferred deferred) {
  const auto executor = co_await asio::this_coro::executor;
  co_return co_await asio::async_initiate<decltype(use_awaitable), void(Make)>(
      [executor](auto handler, const http::Deferred& waiting) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        waiting.start([shared, executor](Make make) {
          go_on(executor, [shared, made = std::move(make)]() mutable {
            std::move (*shared)(std::move(made));
          });
        });
      },
      use_awaitable, std::move(deferred));
}

}  // namespace

void answer_together(const std::function<void()>& answer) {
  std::vector<Gathered> gathered;
  gathering = &gathered;
  answer();
  gathering = nullptr;
  for (auto& [executor, replies] : gathered) {
    asio::post(executor, [replies = std::move(replies)] {
      for (const auto& reply : replies) reply();
    });
  }
}

asio::awaitable<http::Reply> settle(http::Reply reply) {
  while (auto* waiting = std::get_if<http::Deferred>(&reply)) {
    http::Deferred deferred = std::move(*waiting);
    const Make make = co_await await_done(std::move(deferred));
    reply = make();
  }
  co_return reply;
}

}  // namespace tools::server
