#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "tools/server/connection.h"
#include "tools/http/http.h"
#include "tools/server/idle_connections.h"
#include "tools/api/problem_response.h"
#include "tools/server/server.h"
#include "tools/http/traffic.h"

namespace tools {

/// One connection: reads requests one after another within the limits, and writes the answers in
/// the same order. A client that is slow, sends too much, or sends what is no HTTP is told so,
/// where it still can be, and cut off.
class Session {
 public:
  Session(const Service& service, const ServerOptions& options, IdleConnections& idle,
          boost::asio::ip::tcp::socket socket, std::shared_ptr<boost::asio::ssl::context> tls);

  boost::asio::awaitable<void> run();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::empty_body>;

  boost::asio::awaitable<bool> begin();
  /// True when the connection stays open for another request.
  boost::asio::awaitable<bool> serve_one();
  /// An answer that is given without looking at the body.
  boost::asio::awaitable<bool> turn_away(Parser& header, HttpRequest& request, HttpResponse refused,
                                         bool keep_alive);
  boost::asio::awaitable<bool> await_request();
  boost::asio::awaitable<bool> serve(Parser& header, HttpRequest& request);
  boost::asio::awaitable<bool> read_head(Parser& header);
  boost::asio::awaitable<bool> read_body(Parser& header, HttpRequest& request,
                                         std::uint64_t max_bytes);
  boost::asio::awaitable<void> invite_body(const Parser& header);
  boost::asio::awaitable<Reply> await_position(Awaited awaited, const HttpRequest& request);
  boost::asio::awaitable<HttpResponse> settle(Reply reply, const HttpRequest& request);
  boost::asio::awaitable<bool> answer(const HttpRequest& request, HttpResponse response,
                                      bool keep_alive);
  /// Tells a client whose request cannot be read on, as far as it still listens.
  boost::asio::awaitable<void> refuse(const HttpRequest& request, Problem problem);
  /// The same where not even the head could be read.
  boost::asio::awaitable<void> refuse_unread(Problem problem);
  void note(const HttpRequest& request, std::chrono::steady_clock::time_point started) const;
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
  IdleConnections& idle_;
  Answered answered_;  // the request under way
  bool cut_ = false;   // nobody is there to be told of the end
  Connection connection_;
  boost::beast::flat_buffer buffer_;
};

}  // namespace tools
