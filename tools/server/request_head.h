#pragma once

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <optional>

#include "tools/http/http.h"

namespace tools::server {

/// The head of a request as plain data; with a new request id and trace span.
http::HttpRequest request_from(const boost::beast::http::request_header<>& header);

/// Splits the target into segments and query, percent-decoded, and checks the head: one Host, at
/// most one Authorization, unambiguous framing, UTF-8. Returns nullopt if it is valid; after an
/// error the connection cannot be read further.
std::optional<http::ReadError> error_in(const boost::beast::http::request_header<>& header,
                                        http::HttpRequest& request);

}  // namespace tools::server
