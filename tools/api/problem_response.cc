#include "tools/api/problem_response.h"

#include <boost/json.hpp>

namespace tools::api {

namespace json = boost::json;

http::HttpResponse problem_response(const wire::Problem& problem,
                                    const http::HttpRequest& request) {
  return problem_response(problem, language_of(request), request.request_id);
}

http::HttpResponse problem_response(const wire::Problem& problem,
                                    projections::words::Language language,
                                    std::string_view request_id) {
  json::object object = wire::problem_json(problem, language);
  object["request_id"] = request_id;
  http::HttpResponse response{.status = problem.status,
                              .content_type = "application/problem+json",
                              .body = json::serialize(object)};
  if (problem.status == 401) {
    response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"license-ledger\"");
  }
  if (problem.status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

projections::words::Language language_of(const http::HttpRequest& request) {
  return projections::words::language_from(request.header("accept-language"));
}

http::HttpResponse outcome_unknown(const http::HttpRequest& request) {
  return problem_response(
      {.status = 503,
       .code = "outcome_unknown",
       .detail = "The write may or may not have happened. Send it again with the same identity or "
                 "Idempotency-Key when the server is back."},
      request);
}

}  // namespace tools::api
