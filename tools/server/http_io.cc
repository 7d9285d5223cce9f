#include "tools/server/http_io.h"

#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <fmt/format.h>
#include <vector>

#include "tools/net/deadline.h"
#include "tools/server/no_throw.h"

/// g++ 12 destroys a braced temporary inside a co_await expression twice: every awaited call here
/// takes only named objects.
namespace tools::server {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using boost::system::error_code;

// Room in the buffer in addition to a head. The parser's limits count neither chunk extensions nor
// trailers, so the size of the buffer limits those.
constexpr std::size_t room_for_a_body = std::size_t{128} * 1024;
// The part of a chunk that the parser leaves for the next read.
constexpr std::size_t end_of_a_chunk = 2;

ReadResult failed(int status, std::string_view code, std::string detail) {
  return {.error = http::ReadError{.status = status, .code = code, .detail = std::move(detail)}};
}

ReadResult too_slow(const char* detail) { return failed(408, "request_timeout", detail); }

bool is_from_the_parser(const error_code& error) {
  return error.category() ==
             beast_http::make_error_code(beast_http::error::bad_method).category() &&
         error != beast_http::error::end_of_stream && error != beast_http::error::partial_message;
}

/// What a parser's error says about the request. Any other error means that the client is gone.
ReadResult not_http(const error_code& error) {
  if (!is_from_the_parser(error)) return {};
  return failed(400, "malformed",
                fmt::format("This is not an HTTP/1.1 request: {}.", error.message()));
}

}  // namespace

HttpIo::HttpIo(Connection::Socket socket, std::shared_ptr<asio::ssl::context> tls,
               const ServerOptions& options, IdleConnections& idle)
    : options_(options),
      idle_(idle),
      connection_(std::move(socket), std::move(tls)),
      buffer_(options.max_header_bytes + room_for_a_body) {}

asio::awaitable<bool> HttpIo::handshake() {
  const IdleConnections::Entry entry{idle_, connection_.socket()};
  const std::chrono::steady_clock::duration limit = options_.read_timeout;
  co_return co_await connection_.handshake(limit);
}

/// The wait for a request to begin has its own limit.
asio::awaitable<bool> HttpIo::await_request() {
  const net::Deadline deadline{connection_.socket(), options_.idle_timeout};
  const auto space = buffer_.prepare(4096);
  const auto [error, size] = co_await connection_.async_read_some(space, no_throw);
  if (error) co_return false;
  buffer_.commit(size);
  co_return true;
}

asio::awaitable<ReadResult> HttpIo::read_head(HeadParser& head) {
  head.header_limit(static_cast<std::uint32_t>(options_.max_header_bytes));
  head.body_limit(boost::none);  // checked where the body is read
  // Until the whole head has arrived the connection counts as idle: if the server has no room left,
  // the one that has waited longest is closed.
  std::optional<IdleConnections::Entry> entry{std::in_place, idle_, connection_.socket()};
  if (buffer_.size() == 0 && !co_await await_request()) co_return ReadResult{};
  net::Deadline deadline{connection_.socket(), options_.read_timeout};
  const auto [error, size] =
      co_await beast_http::async_read_header(connection_, buffer_, head, no_throw);
  deadline.end();
  entry.reset();
  if (!error) co_return ReadResult{.read = true};
  if (deadline.passed()) co_return too_slow("The request did not arrive in time.");
  if (error == beast_http::error::header_limit || error == beast_http::error::buffer_overflow) {
    co_return failed(431, "headers_too_large", "The headers are larger than this server accepts.");
  }
  co_return not_http(error);
}

asio::awaitable<void> HttpIo::invite_body(const HeadParser& head) {
  if (head.get()[beast_http::field::expect] != "100-continue") co_return;
  static_cast<void>(co_await write("HTTP/1.1 100 Continue\r\n\r\n"));
}

asio::awaitable<ReadResult> HttpIo::read_body(HeadParser& head, std::string& body,
                                              std::uint64_t max_bytes) {
  ReadResult too_large =
      failed(413, "body_too_large", fmt::format("The body is larger than {} bytes.", max_bytes));
  if (head.content_length().value_or(0) > max_bytes) co_return too_large;
  co_await invite_body(head);
  beast_http::request_parser<beast_http::string_body> parser{std::move(head)};
  parser.body_limit(max_bytes);
  net::Deadline deadline{connection_.socket(), options_.read_timeout};
  const auto [error, size] =
      co_await beast_http::async_read(connection_, buffer_, parser, no_throw);
  deadline.end();
  if (!error) {
    body = std::move(parser.get().body());
    co_return ReadResult{.read = true};
  }
  if (deadline.passed()) co_return too_slow("The request did not arrive in time.");
  if (error == beast_http::error::body_limit || error == beast_http::error::buffer_overflow) {
    co_return too_large;
  }
  co_return not_http(error);
}

asio::awaitable<ReadResult> HttpIo::read_piece(PieceParser& body, std::string& text) {
  piece_.resize(64 * 1024);
  body.get().body().data = piece_.data();
  body.get().body().size = piece_.size();
  net::Deadline deadline{connection_.socket(), options_.read_timeout};
  const auto [error, size] =
      co_await beast_http::async_read_some(connection_, buffer_, body, no_throw);
  deadline.end();
  if (!error || error == beast_http::error::need_buffer) {
    text.append(piece_.data(), piece_.size() - body.get().body().size);
    co_return ReadResult{.read = true};
  }
  if (deadline.passed()) co_return too_slow("No line arrived in time.");
  co_return failed(400, "malformed", "The body is incomplete.");
}

bool HttpIo::has_more() { return buffer_.size() > end_of_a_chunk || connection_.has_more(); }

asio::awaitable<bool> HttpIo::write_response(const http::HttpRequest& request,
                                             http::HttpResponse response, bool keep_alive) {
  beast_http::response<beast_http::string_body> message;
  message.result(static_cast<unsigned>(response.status));
  message.version(11);
  message.body() = std::move(response.body);
  if (!response.content_type.empty()) {
    message.set(beast_http::field::content_type, response.content_type);
  }
  message.set("X-Request-Id", request.request_id);
  message.set(beast_http::field::cache_control, "no-store");
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.keep_alive(keep_alive);
  message.prepare_payload();
  // Otherwise it would be the length of the file that is not sent.
  if (response.status == 304) message.erase(beast_http::field::content_length);
  const net::Deadline deadline{connection_.socket(), options_.read_timeout};
  if (request.method == "HEAD") {
    beast_http::response_serializer<beast_http::string_body> serializer{message};
    const auto [error, size] =
        co_await beast_http::async_write_header(connection_, serializer, no_throw);
    bytes_sent_ += size;
    co_return !error;
  }
  const auto [error, size] = co_await beast_http::async_write(connection_, message, no_throw);
  bytes_sent_ += size;
  co_return !error;
}

asio::awaitable<bool> HttpIo::write(std::string_view text) {
  const net::Deadline deadline{connection_.socket(), options_.read_timeout};
  const auto bytes = asio::buffer(text);
  const auto [error, size] = co_await asio::async_write(connection_, bytes, no_throw);
  bytes_sent_ += size;
  co_return !error;
}

asio::awaitable<void> HttpIo::drain() {
  constexpr std::size_t most = std::size_t{64} << 20;
  co_await connection_.finish();
  const net::Deadline deadline{connection_.socket(), std::chrono::seconds{2}};
  std::vector<char> rest(64 * 1024);
  const auto space = asio::buffer(rest);
  for (std::size_t drained = 0; drained < most;) {
    const auto [error, size] = co_await connection_.async_read_some(space, no_throw);
    if (error) break;
    drained += size;
  }
}

}  // namespace tools::server
