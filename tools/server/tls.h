#pragma once

#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "ledger/result.h"

namespace tools::server {

/// Where the certificate stands, all in PEM. Without a certificate the server speaks plain HTTP.
struct TlsFiles {
  std::string certificate;  // and what leads from it to its authority
  std::string key;
  std::string client_authority;  // whose client certificates are asked for; empty: none are

  bool wanted() const { return !certificate.empty(); }
};

/// The server's side of TLS 1.2 and 1.3, from files that may be replaced while it runs. Any thread.
class Tls {
 public:
  static ledger::Result<std::unique_ptr<Tls>> from(TlsFiles files);

  /// Reads the files again; connections that are there keep what they have. After a failure all is
  /// as it was.
  ledger::Result<void> reload();
  /// What a new connection is to use.
  std::shared_ptr<boost::asio::ssl::context> current() const;

 private:
  explicit Tls(TlsFiles files) : files_(std::move(files)) {}

  const TlsFiles files_;
  mutable std::mutex mutex_;
  std::shared_ptr<boost::asio::ssl::context> context_;
};

/// What a client has shown, and what was verified. The names say of which kind they are: `dns:`,
/// `email:`, `uri:`; where it has none of these, its common name, `cn:`. Without a certificate
/// there are none.
struct ClientCertificate {
  std::vector<std::string> names;
  std::chrono::system_clock::time_point until;
};
ClientCertificate client_certificate(SSL* connection);

}  // namespace tools::server
