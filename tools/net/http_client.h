#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/result.h"

namespace tools::net {

struct ClientResponse {
  int status = 0;
  std::string body;
  std::optional<int> retry_after_s;
};

/// Sends requests to one server over HTTP/1.1, one after another on a connection that is kept open.
/// https:// is verified against the system's certificate authorities. One thread.
class HttpClient {
 public:
  /// `url`: http:// or https://, a host, optionally a port and a path that prefixes every target.
  /// `invalid` otherwise.
  static ledger::Result<HttpClient> for_url(std::string_view url, std::string token);
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;

  /// The value of the Accept-Language header.
  void set_language(std::string_view language);
  /// For a server that is not trusted: the longest time of a call, except for the name lookup, and
  /// the largest response body that is read.
  void set_limits(std::chrono::milliseconds call, std::uint64_t response_bytes);

  /// Any status is a response; a failure means that none arrived. If the server has closed the
  /// connection in the meantime, the request is sent again on a new one, so a post must be safe to
  /// send twice.
  ledger::Result<ClientResponse> get(std::string_view target);
  ledger::Result<ClientResponse> post(std::string_view target, std::string_view content_type,
                                      std::string body);

 private:
  struct Impl;
  explicit HttpClient(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// The text as a segment of a path, or as a value in a query.
std::string percent_encoded(std::string_view text);

}  // namespace tools::net
