#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "commands/write/sequencer.h"
#include "tools/http/trace.h"

/// HTTP as the routes see it: plain data, without a socket.
namespace tools::http {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;
  std::string target;                 // as it came, for the digest of a keyed request
  std::vector<std::string> segments;  // of the path, percent-decoded
  std::vector<std::pair<std::string, std::string>> query;  // decoded
  std::map<std::string, std::string> headers;              // names in lower case
  std::string body;
  std::string request_id;
  Trace trace;
  std::string address;  // of the client, without a port
  std::string network;  // what one client may have of IPv6: /64; else the address
  std::vector<std::string> certificate_names;  // of the client certificate, if it showed one
  bool streams = true;                         // HTTP/1.1: may be answered before it has come whole

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

/// What is counted and logged of a request when it is over.
struct Answered {
  std::string_view route = "unknown";  // the pattern; "unread" where the request cannot be read
  std::string token;                   // id of the token that let it in; empty: none
  int status = 0;                      // 0: the client left before it was answered
  std::uint64_t bytes = 0;             // sent, head included
};

/// An answer that waits for the writer: the session submits it, and builds the response from the
/// outcome on its own thread.
struct Pending {
  commands::write::Submission submission;  // without `done`
  std::function<HttpResponse(const commands::write::Outcome&)> answer;
};

/// The events after a position, as they come, until the client leaves.
struct LiveFeed {
  std::optional<ledger::Position> after;
  std::function<bool(const ledger::RecordedEvent&)> wanted;
};

/// What a route answers: a response, or what the session is to do for one.
using Reply = std::variant<HttpResponse, Pending, LiveFeed, struct EventStream, struct Awaited,
                           struct Deferred>;

/// Events that come and are answered line by line: the session reads, and posts one piece of lines
/// after another. Each is answered by one line.
struct EventStream {
  std::function<Reply(const std::vector<std::string>& lines)> post;
};

/// A question that is asked of the log with this position in it: when that is there, the reply is
/// made; when it does not come in time, the client is told so.
struct Awaited {
  ledger::Position position;
  std::function<Reply()> reply;
};

/// An answer that another thread makes: the session waits for it without holding its own. `start`
/// is called once and calls `answer` once, on any thread, or answers false: too many wait already.
struct Deferred {
  using Answer = std::function<void(HttpResponse)>;
  std::function<bool(Answer answer)> start;
};

/// The first position of the feed after `after`; all of it where there is none. `end`: of the log.
ledger::Position first_after(std::optional<ledger::Position> after, ledger::Position end);

/// Cuts whole lines off the front of `text`, empty ones left out; what is left is the start of the
/// next.
std::vector<std::string> take_lines(std::string& text);

}  // namespace tools::http
