#pragma once

#include "projections/words/language.h"
#include "tools/http/http.h"
#include "tools/wire/problem.h"

namespace tools::api {

/// A problem as the response to a request, in the language that the client prefers.
http::HttpResponse problem_response(const wire::Problem& problem, const http::HttpRequest& request);

/// The same in a language, as the response to the request of that id.
http::HttpResponse problem_response(const wire::Problem& problem,
                                    projections::words::Language language,
                                    std::string_view request_id);

/// 503: a write failed, and may or may not be on disk.
http::HttpResponse outcome_unknown(const http::HttpRequest& request);

/// The language that the client prefers, by Accept-Language.
projections::words::Language language_of(const http::HttpRequest& request);

}  // namespace tools::api
