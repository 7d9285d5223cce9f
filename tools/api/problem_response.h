#pragma once

#include "projections/words/language.h"
#include "tools/http/http.h"
#include "tools/wire/problem.h"

namespace tools {

/// A problem as the answer to a request, in the language that the client prefers.
HttpResponse problem_response(const Problem& problem, const HttpRequest& request);

/// 503: a write failed, and may or may not be on disk.
HttpResponse outcome_unknown(const HttpRequest& request);

/// The language that the client prefers, by Accept-Language.
projections::Language language_of(const HttpRequest& request);

}  // namespace tools
