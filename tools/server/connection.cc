#include "tools/server/connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tools/server/deadline.h"
#include "tools/server/tls.h"

namespace tools {
namespace {

namespace asio = boost::asio;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

std::string address_of(const asio::ip::tcp::socket& socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? std::string{} : endpoint.address().to_string();
}

}  // namespace

Connection::Connection(Socket socket, std::shared_ptr<asio::ssl::context> context)
    : socket_(std::move(socket)), context_(std::move(context)), address_(address_of(socket_)) {
  if (context_) tls_.emplace(socket_, *context_);
}

asio::awaitable<bool> Connection::handshake(std::chrono::steady_clock::duration limit) {
  if (!tls_) co_return true;
  const Deadline deadline{socket_, limit};
  const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::server, no_throw);
  if (error) co_return false;
  certificate_names_ = tools::certificate_names(tls_->native_handle());
  co_return true;
}

asio::awaitable<void> Connection::finish() {
  error_code ignored;
  if (tls_) {
    // Without it a client cannot tell the end from a cut; but it is not waited for long.
    const Deadline deadline{socket_, std::chrono::seconds{1}};
    static_cast<void>(co_await tls_->async_shutdown(no_throw));
  }
  socket_.shutdown(Socket::shutdown_send, ignored);
}

bool Connection::has_more() {
  error_code ignored;
  return socket_.available(ignored) > 0;
}

}  // namespace tools
