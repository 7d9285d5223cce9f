#pragma once

#include "projections/words/language.h"
#include "tools/http/http.h"
#include "tools/wire/problem.h"

namespace tools::api {

/// A problem as the response to a request, in the language that the client prefers.
http::HttpResponse problem_response(const wire::Problem& problem, const http::HttpRequest& request);

/// 503: a write failed, and may or may not be on disk.
http::HttpResponse outcome_unknown(const http::HttpRequest& request);

/// The language that the client prefers, by Accept-Language.
projections::words::Language language_of(const http::HttpRequest& request);

}  // namespace tools::api
