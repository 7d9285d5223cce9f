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
  std::optional<HttpResponse> refused;  // the response; the body is not read
  HttpHeaders headers;                  // of every response to the request
  bool streamed = false;                // `handle` is called before the body, and reads it by lines
  std::uint64_t max_body_bytes = std::numeric_limits<std::uint64_t>::max();  // or the server's
  /// Called once, when the whole request has arrived, unless it is refused. The request outlives
  /// the reply.
  std::function<Reply(const HttpRequest&)> handle;
};

/// What a server serves. http.h is all it knows about HTTP, and this is all that the server knows
/// about it. All functions are called on the threads of connections, concurrently.
class Handler {
 public:
  Handler() = default;
  virtual ~Handler() = default;
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;

  /// Decides on a request by its head, before any of the body is read. Sets in `record` the route
  /// and the token that admits it.
  virtual Admission admit(const HttpRequest& request, RequestRecord& record) = 0;
  /// The response to a request that could not be read.
  virtual HttpResponse refuse(const ReadError& error, const HttpRequest& request) = 0;
  /// Called when the request is over, answered or refused.
  virtual void finished(const HttpRequest& request, const RequestRecord& record,
                        double seconds) = 0;
  /// Called when the TLS handshake with a client at this address failed.
  virtual void handshake_failed(const std::string& address) = 0;
};

}  // namespace tools::http
