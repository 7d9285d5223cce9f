#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>

#include "tools/http/handler.h"
#include "tools/http/traffic.h"
#include "tools/server/http_io.h"

namespace tools::server {

/// One connection: handles its requests one after another. A client that is slow, sends too much,
/// or does not speak HTTP gets an error if possible, and is disconnected.
class Session {
 public:
  Session(http::Handler& handler, http::Traffic& traffic, HttpIo& io)
      : handler_(handler), traffic_(traffic), io_(io) {}

  boost::asio::awaitable<void> run();

 private:
  using Clock = std::chrono::steady_clock;

  /// True if the connection stays open for another request; likewise below.
  boost::asio::awaitable<bool> serve_one();
  boost::asio::awaitable<bool> serve(HttpIo::HeadParser& head, http::HttpRequest& request);
  boost::asio::awaitable<bool> serve_admitted(HttpIo::HeadParser& head, http::HttpRequest& request,
                                              http::Admission admission, bool keep_alive);
  /// A response that does not depend on the body.
  boost::asio::awaitable<bool> reject(HttpIo::HeadParser& head, http::HttpRequest& request,
                                      http::HttpResponse refused, bool keep_alive);
  boost::asio::awaitable<bool> answer(const http::HttpRequest& request, http::HttpResponse response,
                                      bool keep_alive);
  /// Responds to a request that cannot be read further, if the client is still there.
  boost::asio::awaitable<void> refuse(const http::HttpRequest& request, http::ReadError error);
  /// The same if not even the head could be read.
  boost::asio::awaitable<void> refuse_unread(http::ReadError error);
  http::HttpRequest request_with_identity(const HttpIo::HeadParser& head);
  void finish(const http::HttpRequest& request, Clock::time_point started);

  http::Handler& handler_;
  http::Traffic& traffic_;
  HttpIo& io_;
  http::RequestRecord record_;     // of the request in progress
  std::uint64_t sent_before_ = 0;  // on this connection, before that request
  bool gone_ = false;              // the client cannot be notified of the end
};

}  // namespace tools::server
