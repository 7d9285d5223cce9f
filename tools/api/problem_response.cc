#include "tools/api/problem_response.h"

#include <boost/json.hpp>

namespace tools {

namespace json = boost::json;

HttpResponse problem_response(const Problem& problem, const HttpRequest& request) {
  json::object object = problem_json(problem, language_of(request));
  object["request_id"] = request.request_id;
  HttpResponse response{.status = problem.status,
                        .content_type = "application/problem+json",
                        .body = json::serialize(object)};
  if (problem.status == 401) {
    response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"license-ledger\"");
  }
  if (problem.status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

projections::Language language_of(const HttpRequest& request) {
  return projections::language_from(request.header("accept-language"));
}

HttpResponse outcome_unknown(const HttpRequest& request) {
  return problem_response(
      {.status = 503,
       .code = "outcome_unknown",
       .detail = "The write may or may not have happened. Send it again with the same identity or "
                 "Idempotency-Key when the server is back."},
      request);
}

}  // namespace tools
