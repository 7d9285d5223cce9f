#include "tools/api/api.h"

#include <fmt/format.h>

#include "tools/api/problem_response.h"
#include "tools/api/request_log.h"
#include "tools/api/routes.h"
#include "tools/api/security_log.h"

namespace tools::api {
namespace {

// For routes that are open to everybody.
constexpr std::uint64_t max_open_bytes = std::uint64_t{1} << 20;

/// 404, or 405 if the path has other `methods`.
http::HttpResponse no_route(const std::string& methods, const http::HttpRequest& request) {
  if (methods.empty()) {
    return problem_response(
        {.status = 404, .code = "not_found", .detail = "There is nothing at this path."}, request);
  }
  auto response = problem_response(
      {.status = 405, .code = "method_not_allowed", .detail = "This path is for " + methods + "."},
      request);
  response.headers.emplace_back("Allow", methods);
  return response;
}

/// A query may require with `min_position` that the log has an event the client knows of: it waits
/// until readers see it. A client without a token cannot keep a connection waiting.
http::Reply answer(const Route& route, Context context) {
  if (route.method != "GET" || route.access.open) return route.handle(context);
  const auto wanted = context.query_position("min_position");
  if (auto refused = context.refusal()) return std::move(*refused);
  const Service& service = context.service();
  if (!wanted || *wanted < service.questions.streams().end()) return route.handle(context);
  return http::Deferred{[&route, &service, position = *wanted,
                         context](const http::Deferred::Done& done) {
    service.position_waiter.wait(position, [&route, position, context, done](bool reached) {
      done([&route, position, context, reached]() mutable -> http::Reply {
        if (reached) return route.handle(context);
        return context.problem(
            {.status = 503,
             .code = "position_not_reached",
             .detail = fmt::format("The log has no event at position {} yet.", position.value)});
      });
    });
  }};
}

}  // namespace

http::Admission Api::admit(const http::HttpRequest& request, http::RequestRecord& record) {
  auto found = find_route(request);
  if (!found.pattern.empty()) record.route = found.pattern;
  if (found.route == nullptr) return {.refused = no_route(found.methods, request)};
  const Route& route = *found.route;
  auto entrance = check_access(service_, request, route.access, found.serial_number());
  if (entrance.caller) record.token = entrance.caller->id;
  http::Admission admission{.headers = std::move(entrance.headers),
                            .streamed = comes_in_lines(request)};
  if (route.access.open) admission.max_body_bytes = max_open_bytes;
  if (entrance.refused) {
    admission.refused = problem_response(*entrance.refused, request);
    return admission;
  }
  admission.handle = [this, &route, caller = std::move(entrance.caller),
                      parameters = std::move(found.parameters)](const http::HttpRequest& whole) {
    return answer(route, Context{service_, whole, caller, parameters});
  };
  return admission;
}

http::HttpResponse Api::refuse(const http::ReadError& error, const http::HttpRequest& request) {
  return problem_response({.status = error.status, .code = error.code, .detail = error.detail},
                          request);
}

void Api::finished(const http::HttpRequest& request, const http::RequestRecord& record,
                   double seconds) {
  service_.metrics.count_request(known_method(request.method), record.route, record.status,
                                 seconds);
  if (options_.access_log) log_request(request, record, seconds);
}

void Api::handshake_failed(const std::string& address) {
  log_failed_handshake(service_.limits, address);
}

}  // namespace tools::api
