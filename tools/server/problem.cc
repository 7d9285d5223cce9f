#include "tools/server/problem.h"

#include <boost/json.hpp>

#include "tools/wire/to_json.h"
#include "tools/wire/view_json.h"

namespace tools {
namespace {

namespace json = boost::json;

/// `seat_refused` as `Seat refused`.
std::string title_of(std::string_view code) {
  std::string title{code};
  std::ranges::replace(title, '_', ' ');
  if (!title.empty() && title[0] >= 'a') title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

}  // namespace

Problem problem_with(int status, std::string_view code, std::string detail) {
  return {.status = status, .code = code, .detail = std::move(detail)};
}

json::object problem_json(const Problem& problem, projections::Language language) {
  json::object object{{"type", "urn:license-ledger:problem:" + std::string{problem.code}},
                      {"title", title_of(problem.code)},
                      {"status", problem.status},
                      {"detail", problem.detail},
                      {"code", problem.code}};
  if (!problem.errors.empty()) {
    object["errors"] = list_json(problem.errors, [](const FieldError& error) {
      return json::object{
          {"pointer", error.pointer}, {"code", error.code}, {"detail", error.detail}};
    });
  }
  if (!problem.reasons.empty()) object["reasons"] = explained(problem.reasons, language);
  if (problem.position) object["position"] = problem.position->value;
  return object;
}

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
