#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/result.h"

namespace tools::net {

struct HttpAnswer {
  int status = 0;
  std::string body;
  std::optional<int> retry_after_s;
};

/// Asks one server over HTTP/1.1, one request after another on a connection that is kept open.
/// https:// is checked against the system's certificate authorities. One thread.
class HttpClient {
 public:
  /// `url`: http:// or https://, a host, perhaps a port and a path that comes before every target.
  /// `invalid` when it is something else.
  static ledger::Result<HttpClient> to(std::string_view url, std::string token);
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;

  /// What the Accept-Language header is to say.
  void speak(std::string_view language);
  /// For a server that is not trusted: no call takes longer, the look-up of its name apart, and no
  /// larger answer is read.
  void limit(std::chrono::milliseconds call, std::uint64_t answer_bytes);

  /// Any status is an answer; a failure says that none came. A request on a connection that the
  /// server had closed meanwhile is sent again on a new one, so a post must bear being sent twice.
  ledger::Result<HttpAnswer> get(std::string_view target);
  ledger::Result<HttpAnswer> post(std::string_view target, std::string_view content_type,
                                  std::string body);

 private:
  struct Impl;
  explicit HttpClient(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// A text as one segment of a path, or as a value in a query.
std::string percent_encoded(std::string_view text);

}  // namespace tools::net
