#include "tools/witness/witness_server.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <csignal>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "tools/net/deadline.h"
#include "tools/witness/submission.h"

/// g++ 12 destroys a braced temporary inside a co_await expression twice: what is awaited here is
/// given only named objects.
namespace tools::witness {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace beast_http = boost::beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using Parser = beast_http::request_parser<beast_http::string_body>;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

std::uint64_t seconds_since_1970() {
  using namespace std::chrono;
  return static_cast<std::uint64_t>(
      duration_cast<seconds>(system_clock::now().time_since_epoch()).count());
}

/// What a request that could not be read is told; nothing when there is nobody to tell.
std::optional<Reply> reply_to_unread(const error_code& error, bool too_slow, std::uint64_t most) {
  if (too_slow) return plain_reply(408, "the request did not come in time");
  if (error == beast_http::error::body_limit) {
    return plain_reply(413, fmt::format("the body is larger than {} bytes", most));
  }
  if (error == beast_http::error::header_limit)
    return plain_reply(431, "the headers are too large");
  if (error == beast_http::error::end_of_stream || error == beast_http::error::partial_message)
    return {};
  if (error.category() != beast_http::make_error_code(beast_http::error::bad_method).category())
    return {};
  return plain_reply(400, fmt::format("this is not an HTTP/1.1 request: {}", error.message()));
}

}  // namespace

struct WitnessServer::Impl {
  Impl(Witness& witness_, WitnessServerOptions options_)
      : witness(witness_), options(std::move(options_)) {}

  asio::awaitable<void> accept() {
    for (;;) {
      auto [error, socket] = co_await acceptor.async_accept(no_throw);
      if (error == asio::error::operation_aborted) co_return;
      if (error) {
        // Out of descriptors, most likely: wait for others to leave.
        spdlog::warn("accept failed: {}", error.message());
        asio::steady_timer timer{context, std::chrono::milliseconds{100}};
        co_await timer.async_wait(no_throw);
        continue;
      }
      if (connections >= options.max_connections) continue;  // closes the socket
      ++connections;
      asio::co_spawn(context, serve(std::move(socket)), [this](const std::exception_ptr& failed) {
        --connections;
        if (failed) spdlog::error("a connection ended with an exception");
      });
    }
  }

  asio::awaitable<void> serve(tcp::socket socket) {
    beast::flat_buffer buffer;
    while (co_await serve_one(socket, buffer)) {
    }
    error_code ignored;
    socket.shutdown(tcp::socket::shutdown_send, ignored);
  }

  /// True when the connection stays open for another request.
  asio::awaitable<bool> serve_one(tcp::socket& socket, beast::flat_buffer& buffer) {
    if (buffer.size() == 0) {
      // Waiting for a request to begin is not being slow with one.
      const net::Deadline deadline{socket, options.idle_timeout};
      const auto space = buffer.prepare(4096);
      const auto [error, size] = co_await socket.async_read_some(space, no_throw);
      if (error) co_return false;
      buffer.commit(size);
    }
    Parser parser;
    parser.header_limit(options.max_header_bytes);
    parser.body_limit(options.max_body_bytes);
    if (auto unread = co_await read(socket, buffer, parser)) {
      if (unread->status != 0) {
        Reply told = std::move(*unread);
        co_await write(socket, parser.get(), std::move(told), false);
        co_await drain(socket);
      }
      co_return false;
    }
    Reply reply = answer(parser.get());
    const bool keep_alive = parser.get().keep_alive();
    co_return co_await write(socket, parser.get(), std::move(reply), keep_alive);
  }

  /// Nothing when the request has come; else what to say, with status 0 where nobody listens.
  asio::awaitable<std::optional<Reply>> read(tcp::socket& socket, beast::flat_buffer& buffer,
                                             Parser& parser) {
    const net::Deadline deadline{socket, options.read_timeout};
    auto [error, size] = co_await beast_http::async_read_header(socket, buffer, parser, no_throw);
    if (!error && parser.get()[beast_http::field::expect] == "100-continue") {
      const auto go_on = asio::buffer(std::string_view{"HTTP/1.1 100 Continue\r\n\r\n"});
      std::tie(error, size) = co_await asio::async_write(socket, go_on, no_throw);
    }
    if (!error)
      std::tie(error, size) = co_await beast_http::async_read(socket, buffer, parser, no_throw);
    if (!error) co_return std::nullopt;
    auto told = reply_to_unread(error, deadline.passed(), options.max_body_bytes);
    co_return told ? std::move(*told) : Reply{.status = 0};
  }

  Reply answer(const beast_http::request<beast_http::string_body>& request) {
    const bool submission = request.target() == add_checkpoint_path;
    if (!submission && request.target() != "/healthz") {
      return plain_reply(404, "there is nothing here but POST /add-checkpoint and GET /healthz");
    }
    if (request.method() != (submission ? beast_http::verb::post : beast_http::verb::get)) {
      return plain_reply(405, submission ? "POST only" : "GET only");
    }
    if (!submission) return {.content_type = "application/json", .body = R"({"status":"ok"})"};
    return witness.add_checkpoint(request.body(), seconds_since_1970());
  }

  asio::awaitable<bool> write(tcp::socket& socket,
                              const beast_http::request<beast_http::string_body>& request,
                              Reply reply, bool keep_alive) {
    beast_http::response<beast_http::string_body> message;
    message.result(static_cast<unsigned>(reply.status));
    message.version(11);
    message.set(beast_http::field::content_type, reply.content_type);
    message.set(beast_http::field::cache_control, "no-store");
    if (reply.status == 405) {
      message.set(beast_http::field::allow,
                  request.target() == add_checkpoint_path ? "POST" : "GET");
    }
    message.body() = std::move(reply.body);
    message.keep_alive(keep_alive);
    message.prepare_payload();
    // The answer to HEAD has no body, whatever its length says.
    if (request.method() == beast_http::verb::head) message.body().clear();
    const net::Deadline deadline{socket, options.read_timeout};
    const auto [error, size] = co_await beast_http::async_write(socket, message, no_throw);
    co_return !error && keep_alive;
  }

  /// A client that is still sending would be reset before it reads the answer.
  asio::awaitable<void> drain(tcp::socket& socket) {
    constexpr std::size_t most = std::size_t{4} << 20;
    error_code ignored;
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    const net::Deadline deadline{socket, std::chrono::seconds{2}};
    std::vector<char> rest(16 * 1024);
    const auto space = asio::buffer(rest);
    for (std::size_t drained = 0; drained < most;) {
      const auto [error, size] = co_await socket.async_read_some(space, no_throw);
      if (error) break;
      drained += size;
    }
  }

  Witness& witness;
  const WitnessServerOptions options;
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  asio::signal_set signals{context, SIGTERM, SIGINT};
  std::size_t connections = 0;
};

WitnessServer::WitnessServer(Witness& witness, WitnessServerOptions options)
    : impl_(std::make_unique<Impl>(witness, std::move(options))) {}

WitnessServer::~WitnessServer() = default;

ledger::Result<std::uint16_t> WitnessServer::listen() {
  const std::string port = fmt::format("{}", impl_->options.port);
  error_code error;
  tcp::resolver resolver{impl_->context};
  const auto found = resolver.resolve(impl_->options.host, port, error);
  auto& acceptor = impl_->acceptor;
  if (!error && !found.empty()) {
    const tcp::endpoint endpoint = *found.begin();
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address{true}, error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  }
  if (error) {
    return ledger::fail(
        ledger::FailureKind::io,
        fmt::format("cannot listen on {}:{}: {}", impl_->options.host, port, error.message()));
  }
  return acceptor.local_endpoint().port();
}

void WitnessServer::run() {
  impl_->signals.async_wait([this](const error_code& error, int) {
    if (!error) impl_->context.stop();
  });
  asio::co_spawn(impl_->context, impl_->accept(), [](const std::exception_ptr& failed) {
    if (failed) spdlog::error("no more connections are taken: an exception");
  });
  impl_->context.run();
}

}  // namespace tools::witness
