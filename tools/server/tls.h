#pragma once

#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "ledger/result.h"

namespace tools::server {

/// The files of the certificate, all in PEM. Without a certificate the server uses plain HTTP.
struct TlsFiles {
  std::string certificate;  // and its chain
  std::string key;
  std::string client_authority;  // whose client certificates are accepted; empty: none

  bool wanted() const { return !certificate.empty(); }
};

/// The server's side of TLS 1.2 and 1.3, from files that may be replaced while it runs. Any thread.
class Tls {
 public:
  static ledger::Result<std::unique_ptr<Tls>> from(TlsFiles files);

  /// Reads the files again; existing connections keep theirs. A failure changes nothing.
  ledger::Result<void> reload();
  /// For new connections.
  std::shared_ptr<boost::asio::ssl::context> current() const;

 private:
  explicit Tls(TlsFiles files) : files_(std::move(files)) {}

  const TlsFiles files_;
  mutable std::mutex mutex_;
  std::shared_ptr<boost::asio::ssl::context> context_;
};

/// The verified certificate of a client. Its names have a prefix for their kind: `dns:`, `email:`,
/// `uri:` or, if it has none of these, `cn:` for its common name. No names without a certificate.
struct ClientCertificate {
  std::vector<std::string> names;
  std::chrono::system_clock::time_point until;
};
ClientCertificate client_certificate(SSL* connection);

}  // namespace tools::server
