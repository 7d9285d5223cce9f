#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/http/http.h"
#include "tools/server/connection.h"
#include "tools/server/idle_connections.h"
#include "tools/server/server.h"

namespace tools::server {

/// How reading ended: successfully, with an error to respond with, or without one because the
/// client is gone.
struct ReadResult {
  bool read = false;
  std::optional<http::ReadError> error = {};
};

/// Reads requests from one connection and writes to it, within limits: heads and bodies of bounded
/// size, each in bounded time. On the thread of the connection.
class HttpIo {
 public:
  using HeadParser = boost::beast::http::request_parser<boost::beast::http::empty_body>;
  using PieceParser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;

  HttpIo(Connection::Socket socket, std::shared_ptr<boost::asio::ssl::context> tls,
         const ServerOptions& options, IdleConnections& idle);

  Connection& connection() { return connection_; }
  const ServerOptions& options() const { return options_; }
  /// On the connection, heads included.
  std::uint64_t bytes_sent() const { return bytes_sent_; }

  /// The TLS handshake, if TLS is used. Until then the connection counts as idle.
  boost::asio::awaitable<bool> handshake();
  /// The next head. Waiting for it to begin has a limit of its own.
  boost::asio::awaitable<ReadResult> read_head(HeadParser& head);
  /// Reads the whole body into `body`, at most `max_bytes`. Invites it if the client waits for
  /// that.
  boost::asio::awaitable<ReadResult> read_body(HeadParser& head, std::string& body,
                                               std::uint64_t max_bytes);

  /// Sends 100 Continue if the client expects it (`Expect: 100-continue`).
  boost::asio::awaitable<void> invite_body(const HeadParser& head);
  /// A piece of the body, appended to `text`.
  boost::asio::awaitable<ReadResult> read_piece(PieceParser& body, std::string& text);
  /// Whether bytes have arrived that are not read yet.
  bool has_more();

  /// False when the client is gone.
  boost::asio::awaitable<bool> write_response(const http::HttpRequest& request,
                                              http::HttpResponse response, bool keep_alive);
  boost::asio::awaitable<bool> write(std::string_view text);
  /// Ends sending, and discards what still arrives for a while: otherwise a client that is still
  /// sending would get a reset before it reads the response.
  boost::asio::awaitable<void> drain();

 private:
  boost::asio::awaitable<bool> await_request();

  const ServerOptions& options_;
  IdleConnections& idle_;
  Connection connection_;
  boost::beast::flat_buffer buffer_;
  std::vector<char> piece_;  // of a body that is read in pieces
  std::uint64_t bytes_sent_ = 0;
};

}  // namespace tools::server
