#pragma once

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <optional>

#include "tools/api/problem_response.h"
#include "tools/http/http.h"

namespace tools::server {

/// What the head of a request says, as the routes see it.
http::HttpRequest request_from(const boost::beast::http::request_header<>& header);

/// Splits the target into segments and query, percent-decoded, and judges the head: one Host, one
/// Authorization, a framing that can be read in one way only, text that is UTF-8. Nothing when all
/// is fine; after a problem the connection cannot be read on.
std::optional<wire::Problem> problem_in(const boost::beast::http::request_header<>& header,
                                        http::HttpRequest& request);

}  // namespace tools::server
