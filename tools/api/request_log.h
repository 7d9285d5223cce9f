#pragma once

#include "tools/http/http.h"

namespace tools::api {

/// Logs a request, at level info; a successful probe (`/healthz`, `/readyz`, `/metrics`) at debug.
/// The record holds nothing that the client has written, except for the ids of a trace.
void log_request(const http::HttpRequest& request, const http::RequestRecord& record,
                 double seconds);

/// A method that routes use, unchanged; `other` for any other text.
std::string_view known_method(std::string_view method);

}  // namespace tools::api
