#pragma once

#include <string_view>

#include "tools/api/problem_response.h"
#include "tools/api/service.h"
#include "tools/http/http.h"

/// What somebody who watches over access wants to know: who was turned away and why, and which
/// tokens came and went. Lines of their own (`security`), with the client's address and the id of a
/// token, but never a token, a path or a name.
namespace tools::api {

/// `token_id`: of the token that is refused or no longer valid; empty where none is known.
void log_refused(const http::HttpRequest& request, const wire::Problem& problem,
                 std::string_view token_id);

/// `what`: `created`, `rotated` or `revoked`. `by`: the id of the token with which it was done.
void log_token_change(const http::HttpRequest& request, std::string_view what,
                      std::string_view token_id, std::string_view by);

/// The same for what may come in floods, so at most once a minute for each `flooder`.
void log_flood(Limits& limits, const std::string& flooder, const http::HttpRequest& request,
               const wire::Problem& problem, std::string_view token_id);

/// A client with which no TLS was agreed on; at most once a minute for each address.
void log_failed_handshake(Limits& limits, const std::string& address);

}  // namespace tools::api
