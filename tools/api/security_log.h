#pragma once

#include <string_view>

#include "tools/api/problem_response.h"
#include "tools/api/service.h"
#include "tools/http/http.h"

/// Records for access monitoring: refused requests, and created, rotated and revoked tokens. They
/// start with `security` and hold the client's address and the id of a token, but never a token, a
/// path or a name.
namespace tools::api {

/// `token_id`: the token that is refused or no longer valid; empty if unknown.
void log_refused(const http::HttpRequest& request, const wire::Problem& problem,
                 std::string_view token_id);

/// `what`: `created`, `rotated` or `revoked`. `by`: the id of the token that did it.
void log_token_change(const http::HttpRequest& request, std::string_view what,
                      std::string_view token_id, std::string_view by);

/// Like log_refused(), at most once a minute for each `flooder`.
void log_flood(Limits& limits, const std::string& flooder, const http::HttpRequest& request,
               const wire::Problem& problem, std::string_view token_id);

/// A failed TLS handshake; at most once a minute for each address.
void log_failed_handshake(Limits& limits, const std::string& address);

}  // namespace tools::api
