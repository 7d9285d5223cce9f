#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <fmt/format.h>
#include <optional>

#include "tools/net/deadline.h"
#include "tools/server/request_head.h"
#include "tools/server/session.h"

/// The session's reading and writing: heads and bodies within the limits, answers, and what is told
/// to a client whose request cannot be read.
namespace tools::server {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using boost::system::error_code;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

wire::Problem too_slow() {
  return wire::problem_with(408, "request_timeout", "The request did not come in time.");
}
wire::Problem not_http(const error_code& error) {
  return wire::problem_with(400, "malformed",
                            fmt::format("This is not an HTTP/1.1 request: {}.", error.message()));
}

bool is_from_the_parser(const error_code& error) {
  return error.category() ==
             beast_http::make_error_code(beast_http::error::bad_method).category() &&
         error != beast_http::error::end_of_stream && error != beast_http::error::partial_message;
}

}  // namespace

/// Waiting for a request to begin is not being slow with one.
asio::awaitable<bool> Session::await_request() {
  const net::Deadline deadline{connection_.socket(), options_.idle_timeout};
  const auto space = buffer_.prepare(4096);
  const auto [error, size] = co_await connection_.async_read_some(space, no_throw);
  if (error) co_return false;
  buffer_.commit(size);
  co_return true;
}

asio::awaitable<bool> Session::read_head(Parser& header) {
  header.header_limit(static_cast<std::uint32_t>(options_.max_header_bytes));
  header.body_limit(boost::none);  // judged where the body is read
  // Until the head has come whole nobody is known to be there: when the server has no room left,
  // who has waited longest goes.
  std::optional<IdleConnections::Entry> entry{std::in_place, idle_, connection_.socket()};
  if (buffer_.size() == 0 && !co_await await_request()) co_return false;
  net::Deadline deadline{connection_.socket(), options_.read_timeout};
  const auto [error, size] =
      co_await beast_http::async_read_header(connection_, buffer_, header, no_throw);
  deadline.end();
  entry.reset();
  if (!error) co_return true;
  if (deadline.passed()) {
    wire::Problem problem = too_slow();
    co_await refuse_unread(std::move(problem));
  } else if (error == beast_http::error::header_limit ||
             error == beast_http::error::buffer_overflow) {
    wire::Problem problem = wire::problem_with(431, "headers_too_large",
                                               "The headers are larger than this server takes.");
    co_await refuse_unread(std::move(problem));
  } else if (is_from_the_parser(error)) {
    wire::Problem problem = not_http(error);
    co_await refuse_unread(std::move(problem));
  }
  co_return false;
}

/// A client that asked whether to go on is told to, once nothing speaks against its head.
asio::awaitable<void> Session::invite_body(const Parser& header) {
  if (header.get()[beast_http::field::expect] != "100-continue") co_return;
  static_cast<void>(co_await write("HTTP/1.1 100 Continue\r\n\r\n"));
}

asio::awaitable<bool> Session::read_body(Parser& header, http::HttpRequest& request,
                                         std::uint64_t max_bytes) {
  wire::Problem too_large = wire::problem_with(
      413, "body_too_large", fmt::format("The body is larger than {} bytes.", max_bytes));
  if (header.content_length().value_or(0) > max_bytes) {
    co_await refuse(request, std::move(too_large));
    co_return false;
  }
  co_await invite_body(header);
  beast_http::request_parser<beast_http::string_body> parser{std::move(header)};
  parser.body_limit(max_bytes);
  net::Deadline deadline{connection_.socket(), options_.read_timeout};
  const auto [error, size] =
      co_await beast_http::async_read(connection_, buffer_, parser, no_throw);
  deadline.end();
  if (!error) {
    request.body = std::move(parser.get().body());
    co_return true;
  }
  if (deadline.passed()) {
    wire::Problem problem = too_slow();
    co_await refuse(request, std::move(problem));
  } else if (error == beast_http::error::body_limit ||
             error == beast_http::error::buffer_overflow) {
    co_await refuse(request, std::move(too_large));
  } else if (is_from_the_parser(error)) {
    wire::Problem problem = not_http(error);
    co_await refuse(request, std::move(problem));
  }
  co_return false;
}

asio::awaitable<bool> Session::answer(const http::HttpRequest& request, http::HttpResponse response,
                                      bool keep_alive) {
  beast_http::response<beast_http::string_body> message;
  answered_.status = response.status;
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
  // It would be that of the file that is not sent.
  if (response.status == 304) message.erase(beast_http::field::content_length);
  const net::Deadline deadline{connection_.socket(), options_.read_timeout};
  if (request.method == "HEAD") {
    beast_http::response_serializer<beast_http::string_body> serializer{message};
    const auto [error, size] =
        co_await beast_http::async_write_header(connection_, serializer, no_throw);
    answered_.bytes += size;
    co_return !error && keep_alive;
  }
  const auto [error, size] = co_await beast_http::async_write(connection_, message, no_throw);
  answered_.bytes += size;
  co_return !error && keep_alive;
}

asio::awaitable<void> Session::refuse(const http::HttpRequest& request, wire::Problem problem) {
  http::HttpResponse response = api::problem_response(problem, request);
  static_cast<void>(co_await answer(request, std::move(response), false));
  co_await drain();
}

asio::awaitable<void> Session::refuse_unread(wire::Problem problem) {
  const auto started = std::chrono::steady_clock::now();
  const http::HttpRequest unread = request_from({});
  answered_.route = "unread";
  co_await refuse(unread, std::move(problem));
  note(unread, started);
}

/// A client that is still sending would be reset before it reads the answer.
asio::awaitable<void> Session::drain() {
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

asio::awaitable<bool> Session::write(std::string_view text) {
  const net::Deadline deadline{connection_.socket(), options_.read_timeout};
  const auto bytes = asio::buffer(text);
  const auto [error, size] = co_await asio::async_write(connection_, bytes, no_throw);
  answered_.bytes += size;
  co_return !error;
}
}  // namespace tools::server
