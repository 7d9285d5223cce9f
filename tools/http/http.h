#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tools/http/trace.h"

/// HTTP as plain data, without a socket: what the server reads and writes, and what routes use.
namespace tools::http {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;
  std::string target;                 // as received, for the digest of a keyed request
  std::vector<std::string> segments;  // of the path, percent-decoded
  std::vector<std::pair<std::string, std::string>> query;  // decoded
  std::map<std::string, std::string> headers;              // names in lower case
  std::string body;
  std::string request_id;
  Trace trace;
  std::string address;  // of the client, without a port
  std::string network;  // the part of an IPv6 address that one client may own (/64); else `address`
  std::vector<std::string> certificate_names;  // of the client certificate, if one was presented
  bool streams = true;  // HTTP/1.1: the answer may begin before the body ends

  std::string_view header(const std::string& lower_case_name) const {
    const auto found = headers.find(lower_case_name);
    return found == headers.end() ? std::string_view{} : std::string_view{found->second};
  }
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json";  // empty: without a body
  std::string body;
  HttpHeaders headers;
};

struct Deferred;
struct LineStream;
struct Feed;

/// What handling a request returns: a response, or how the server gets one.
using Reply = std::variant<HttpResponse, Deferred, LineStream, Feed>;

/// A reply that depends on another thread: the server waits for it without blocking its own.
/// `start` is called once, on the connection's thread, and calls `done` once, on any thread. The
/// function passed to `done` is called on the connection's thread and makes the reply.
struct Deferred {
  using Make = std::function<Reply()>;
  using Done = std::function<void(Make)>;
  std::function<void(Done)> start;
};

/// An error that the transport found in a request; `code` is stable, `detail` is a sentence.
struct ReadError {
  int status = 400;
  std::string_view code;
  std::string detail;
};

/// Lines that are answered as they arrive: the server reads and posts some lines at a time. All
/// functions are called on the connection's thread.
struct LineStream {
  std::string content_type;
  /// Status 200: the body is the lines that answer these. Any other status ends the stream.
  std::function<Reply(const std::vector<std::string>&)> post;
  /// The last line of a stream that ends early, because of a response other than 200 or a line that
  /// cannot be read.
  std::function<std::string(const HttpResponse&)> line_for_response;
  std::function<std::string(const ReadError&)> line_for_error;
};

/// Text that is sent as it becomes available, until the client leaves or `next` ends it.
struct Feed {
  struct Piece {
    std::string text;    // empty: nothing new
    bool more = false;   // there may be more already
    bool ended = false;  // close the connection
  };
  std::string content_type;
  std::function<Piece()> next;  // called on the connection's thread
};

/// What is counted and logged about a request when it is over.
struct RequestRecord {
  std::string_view route = "unknown";  // the pattern; "unread" if the request cannot be read
  std::string token;                   // id of the token that admitted it; empty: none
  int status = 0;                      // 0: the client left before it was answered
  std::uint64_t bytes = 0;             // sent, head included
};

/// Removes the complete lines from `text` and returns them without empty ones; the start of the
/// next line remains.
std::vector<std::string> take_lines(std::string& text);

}  // namespace tools::http
