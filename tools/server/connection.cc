#include "tools/server/connection.h"

#include <boost/asio/use_awaitable.hpp>

#include "tools/net/deadline.h"
#include "tools/server/no_throw.h"
#include "tools/server/tls.h"

namespace tools::server {
namespace {

namespace asio = boost::asio;

asio::ip::address address_of(const asio::ip::tcp::socket& socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? asio::ip::address{} : endpoint.address();
}

std::string network_of(const asio::ip::address& address) {
  if (!address.is_v6() || address.to_v6().is_v4_mapped()) return address.to_string();
  auto bytes = address.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return asio::ip::address_v6{bytes}.to_string() + "/64";
}

}  // namespace

Connection::Connection(Socket socket, std::shared_ptr<asio::ssl::context> context)
    : socket_(std::move(socket)), context_(std::move(context)) {
  const auto address = address_of(socket_);
  address_ = address.to_string();
  network_ = network_of(address);
  if (context_) tls_.emplace(socket_, *context_);
}

asio::awaitable<bool> Connection::handshake(std::chrono::steady_clock::duration limit) {
  if (!tls_) co_return true;
  const net::Deadline deadline{socket_, limit};
  const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::server, no_throw);
  if (error) co_return false;
  certificate_ = client_certificate(tls_->native_handle());
  co_return true;
}

asio::awaitable<void> Connection::finish() {
  error_code ignored;
  if (tls_) {
    // Without it a client cannot distinguish the end from a truncation; but do not wait long for
    // it.
    const net::Deadline deadline{socket_, std::chrono::seconds{1}};
    static_cast<void>(co_await tls_->async_shutdown(no_throw));
  }
  socket_.shutdown(Socket::shutdown_send, ignored);
}

std::vector<std::string> Connection::certificate_names() const {
  if (std::chrono::system_clock::now() >= certificate_.until) return {};
  return certificate_.names;
}

bool Connection::has_more() {
  error_code ignored;
  return socket_.available(ignored) > 0;
}

}  // namespace tools::server
