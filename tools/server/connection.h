#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/server/tls.h"

namespace tools::server {

/// A client's connection, with TLS or without: whoever reads and writes it need not know. Meets
/// what Asio and Beast ask of a stream that is read and written.
class Connection {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using executor_type = Socket::executor_type;
  using error_code = boost::system::error_code;

  /// Without a context: plain.
  Connection(Socket socket, std::shared_ptr<boost::asio::ssl::context> context);

  executor_type get_executor() { return socket_.get_executor(); }
  /// What deadlines cancel.
  Socket& socket() { return socket_; }
  /// The client's address, without its port.
  const std::string& address() const { return address_; }
  /// The address; of IPv6 the first half, since a client may have all of the other.
  const std::string& network() const { return network_; }
  /// The names in the certificate that the client has shown; empty without one, and once it ends.
  std::vector<std::string> certificate_names() const;
  const std::shared_ptr<boost::asio::ssl::context>& context() const { return context_; }

  /// Agrees on TLS, where it is spoken; false when that fails or takes longer than `limit`.
  boost::asio::awaitable<bool> handshake(std::chrono::steady_clock::duration limit);
  /// Says that nothing more will be sent.
  boost::asio::awaitable<void> finish();

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, const auto& into) {
          if (tls_) {
            tls_->async_read_some(into, std::move(handler));
          } else {
            socket_.async_read_some(into, std::move(handler));
          }
        },
        token, buffers);
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, const auto& from) {
          if (tls_) {
            tls_->async_write_some(from, std::move(handler));
          } else {
            socket_.async_write_some(from, std::move(handler));
          }
        },
        token, buffers);
  }
  /// Whether bytes have come that were not read yet.
  bool has_more();

 private:
  Socket socket_;
  std::shared_ptr<boost::asio::ssl::context> context_;
  std::optional<boost::asio::ssl::stream<Socket&>> tls_;
  std::string address_;
  std::string network_;
  ClientCertificate certificate_;
};

}  // namespace tools::server
