#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tools::http {

/// The place of a request in a distributed trace, by W3C Trace Context, in lower-case hex.
struct Trace {
  std::string trace_id;   // 32 digits; the caller's, if it sends one
  std::string span_id;    // 16 digits, ours
  std::string parent_id;  // the caller's span; empty if this request begins the trace
};

/// Begins a span in the trace that a `traceparent` names, or in a new one if it is absent (empty),
/// malformed, or of version ff. Later versions are read as version 00.
Trace begin_span(std::string_view traceparent);

}  // namespace tools::http
