#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>

#include "tools/http/handler.h"
#include "tools/http/traffic.h"
#include "tools/server/http_io.h"

namespace tools::server {

/// One connection: has its requests handled one after another, and answers in the same order. A
/// client that is slow, sends too much, or does not speak HTTP gets an error where it still can,
/// and is disconnected.
class Session {
 public:
  Session(http::Handler& handler, http::Traffic& traffic, HttpIo& io)
      : handler_(handler), traffic_(traffic), io_(io) {}

  boost::asio::awaitable<void> run();

 private:
  using Clock = std::chrono::steady_clock;

  /// True when the connection stays open for another request; likewise below.
  boost::asio::awaitable<bool> serve_one();
  boost::asio::awaitable<bool> serve(HttpIo::HeadParser& head, http::HttpRequest& request);
  boost::asio::awaitable<bool> serve_admitted(HttpIo::HeadParser& head, http::HttpRequest& request,
                                              http::Admission admission, bool keep_alive);
  /// An answer that is given without looking at the body.
  boost::asio::awaitable<bool> reject(HttpIo::HeadParser& head, http::HttpRequest& request,
                                      http::HttpResponse refused, bool keep_alive);
  boost::asio::awaitable<bool> answer(const http::HttpRequest& request, http::HttpResponse response,
                                      bool keep_alive);
  /// Answers a request that cannot be read on, as far as the client still listens.
  boost::asio::awaitable<void> refuse(const http::HttpRequest& request, http::ReadError error);
  /// The same where not even the head could be read.
  boost::asio::awaitable<void> refuse_unread(http::ReadError error);
  http::HttpRequest request_with_identity(const HttpIo::HeadParser& head);
  void finish(const http::HttpRequest& request, Clock::time_point started);

  http::Handler& handler_;
  http::Traffic& traffic_;
  HttpIo& io_;
  http::RequestRecord record_;     // of the request under way
  std::uint64_t sent_before_ = 0;  // on this connection, before that request
  bool gone_ = false;              // nobody is there to be told of the end
};

}  // namespace tools::server
