#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "tools/api/problem_response.h"
#include "tools/http/http.h"
#include "tools/http/traffic.h"
#include "tools/server/connection.h"
#include "tools/server/idle_connections.h"
#include "tools/server/server.h"

namespace tools::server {

/// One connection: reads requests one after another within the limits, and writes the answers in
/// the same order. A client that is slow, sends too much, or sends what is no HTTP is told so,
/// where it still can be, and cut off.
class Session {
 public:
  Session(const api::Service& service, const ServerOptions& options, IdleConnections& idle,
          boost::asio::ip::tcp::socket socket, std::shared_ptr<boost::asio::ssl::context> tls);

  boost::asio::awaitable<void> run();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::empty_body>;

  boost::asio::awaitable<bool> begin();
  /// True when the connection stays open for another request.
  boost::asio::awaitable<bool> serve_one();
  /// An answer that is given without looking at the body.
  boost::asio::awaitable<bool> turn_away(Parser& header, http::HttpRequest& request,
                                         http::HttpResponse refused, bool keep_alive);
  boost::asio::awaitable<bool> await_request();
  boost::asio::awaitable<bool> serve(Parser& header, http::HttpRequest& request);
  boost::asio::awaitable<bool> read_head(Parser& header);
  boost::asio::awaitable<bool> read_body(Parser& header, http::HttpRequest& request,
                                         std::uint64_t max_bytes);
  boost::asio::awaitable<void> invite_body(const Parser& header);
  boost::asio::awaitable<http::Reply> await_position(http::Awaited awaited,
                                                     const http::HttpRequest& request);
  boost::asio::awaitable<http::HttpResponse> settle(http::Reply reply,
                                                    const http::HttpRequest& request);
  boost::asio::awaitable<bool> answer(const http::HttpRequest& request, http::HttpResponse response,
                                      bool keep_alive);
  /// Tells a client whose request cannot be read on, as far as it still listens.
  boost::asio::awaitable<void> refuse(const http::HttpRequest& request, wire::Problem problem);
  /// The same where not even the head could be read.
  boost::asio::awaitable<void> refuse_unread(wire::Problem problem);
  void note(const http::HttpRequest& request, std::chrono::steady_clock::time_point started) const;
  boost::asio::awaitable<void> drain();

  // streams.cc: lines that come and are answered as they come, and events as they are appended.
  boost::asio::awaitable<bool> stream_in(Parser& header, const http::HttpRequest& request,
                                         http::EventStream stream,
                                         const http::HttpHeaders& headers);
  boost::asio::awaitable<void> stream_out(const http::HttpRequest& request, http::LiveFeed feed,
                                          const http::HttpHeaders& headers);
  boost::asio::awaitable<bool> write(std::string_view text);

  const api::Service& service_;
  const ServerOptions& options_;
  http::Traffic& traffic_;
  IdleConnections& idle_;
  http::Answered answered_;  // the request under way
  bool cut_ = false;         // nobody is there to be told of the end
  Connection connection_;
  boost::beast::flat_buffer buffer_;
};

}  // namespace tools::server
