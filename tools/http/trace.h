#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tools::http {

/// Where a request stands in what others trace, by W3C Trace Context: lower-case hex.
struct Trace {
  std::string trace_id;   // 32 digits; that of the caller where it says one
  std::string span_id;    // 16 digits, ours
  std::string parent_id;  // the caller's span; empty where this request begins the trace
};

/// A span in the trace that a `traceparent` tells of, or in a new one where it tells of none: it is
/// absent (empty), malformed, or of version ff. Later versions are read as far as this one goes.
Trace begin_span(std::string_view traceparent);

}  // namespace tools::http
