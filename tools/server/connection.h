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

/// A client's connection, with or without TLS, transparently to its users. Meets the requirements
/// of Asio and Beast for a stream.
class Connection {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using executor_type = Socket::executor_type;
  using error_code = boost::system::error_code;

  /// Without a context: plain HTTP.
  Connection(Socket socket, std::shared_ptr<boost::asio::ssl::context> context);

  executor_type get_executor() { return socket_.get_executor(); }
  /// The socket that deadlines cancel.
  Socket& socket() { return socket_; }
  /// The client's address, without its port.
  const std::string& address() const { return address_; }
  /// The address; for IPv6 its first half, since one client may own a whole /64.
  const std::string& network() const { return network_; }
  /// The names in the certificate that the client presented; empty without one, and once it has
  /// expired.
  std::vector<std::string> certificate_names() const;
  const std::shared_ptr<boost::asio::ssl::context>& context() const { return context_; }

  /// The TLS handshake, if TLS is used; false if it fails or takes longer than `limit`.
  boost::asio::awaitable<bool> handshake(std::chrono::steady_clock::duration limit);
  /// Ends the sending direction.
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
  /// Whether bytes have arrived that are not read yet.
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
