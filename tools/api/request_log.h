#pragma once

#include "tools/http/http.h"

namespace tools::api {

/// The record of a request, at level info; of a probe that found all well (`/healthz`, `/readyz`,
/// `/metrics`) at debug. Holds nothing that a client has written, except the ids of a trace.
void log_request(const http::HttpRequest& request, const http::RequestRecord& record,
                 double seconds);

/// `GET` and the like as they are; `other` for what no route has, which may be any text.
std::string_view known_method(std::string_view method);

}  // namespace tools::api
