#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "tools/server/connection.h"
#include "tools/server/http.h"
#include "tools/server/idle_connections.h"
#include "tools/server/problem.h"
#include "tools/server/server.h"

namespace tools {

/// What all connections share with the server that made them.
struct Traffic {
  std::atomic<bool> stopping{false};
  std::atomic<std::size_t> unanswered{0};  // requests read, and not yet answered
  IdleConnections idle;                    // those that wait for a request to begin
};

/// One connection: reads requests one after another within the limits, and writes the answers in
/// the same order. A client that is slow, sends too much, or sends what is no HTTP is told so,
/// where it still can be, and cut off.
class Session {
 public:
  Session(const Service& service, const ServerOptions& options, Traffic& traffic,
          boost::asio::ip::tcp::socket socket, std::shared_ptr<boost::asio::ssl::context> tls);

  boost::asio::awaitable<void> run();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::empty_body>;

  /// True when the connection stays open for another request.
  boost::asio::awaitable<bool> serve_one();
  boost::asio::awaitable<bool> await_request();
  boost::asio::awaitable<bool> read_head(Parser& header);
  boost::asio::awaitable<bool> read_body(Parser& header, HttpRequest& request);
  boost::asio::awaitable<void> invite_body(const Parser& header);
  boost::asio::awaitable<Reply> await_position(Awaited awaited, const HttpRequest& request);
  boost::asio::awaitable<HttpResponse> settle(Reply reply, const HttpRequest& request);
  boost::asio::awaitable<bool> answer(const HttpRequest& request, HttpResponse response,
                                      bool keep_alive);
  /// Tells a client whose request cannot be read on, as far as it still listens.
  boost::asio::awaitable<void> refuse(Problem problem);
  boost::asio::awaitable<void> drain();

  // streams.cc: lines that come and are answered as they come, and events as they are appended.
  boost::asio::awaitable<bool> stream_in(Parser& header, const HttpRequest& request,
                                         EventStream stream, const HttpHeaders& headers);
  boost::asio::awaitable<void> stream_out(const HttpRequest& request, LiveFeed feed,
                                          const HttpHeaders& headers);
  boost::asio::awaitable<bool> write(std::string_view text);

  const Service& service_;
  const ServerOptions& options_;
  Traffic& traffic_;
  Connection connection_;
  boost::beast::flat_buffer buffer_;
};

}  // namespace tools
