#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>

#include "tools/http/http.h"

namespace tools::http {

/// What the head of a request is enough to decide.
struct Admission {
  std::optional<HttpResponse> refused;  // the answer; the body is not wanted
  HttpHeaders headers;                  // of every answer to the request
  bool streamed = false;                // `handle` is called before the body, and reads it by lines
  std::uint64_t max_body_bytes = std::numeric_limits<std::uint64_t>::max();  // or the server's
  /// Called once, when the request has come whole, unless it is refused. The request outlives the
  /// reply.
  std::function<Reply(const HttpRequest&)> handle;
};

/// What a server serves. It knows of HTTP what is in http.h, and the server knows nothing else of
/// it. All functions are called on the threads of connections, several at a time.
class Handler {
 public:
  Handler() = default;
  virtual ~Handler() = default;
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;

  /// Judges a request by its head, before anything of the body is read. Notes in `record` which
  /// route it is and which token admits it.
  virtual Admission admit(const HttpRequest& request, RequestRecord& record) = 0;
  /// The answer to a request that could not be read.
  virtual HttpResponse refuse(const ReadError& error, const HttpRequest& request) = 0;
  /// The request is over: answered, or refused.
  virtual void finished(const HttpRequest& request, const RequestRecord& record,
                        double seconds) = 0;
  /// A client at this address, with which TLS could not be agreed on.
  virtual void handshake_failed(const std::string& address) = 0;
};

}  // namespace tools::http
