#include "tools/api/routes.h"

#include <fmt/format.h>

namespace tools::api {
namespace {

using enum Role;

const Access readers = Access::only({support, auditor});
const Access readers_and_admin = Access::only({support, auditor, admin});
const Access readers_and_billing = Access::only({support, auditor, billing});
const Access everyone_known = Access::only({billing, admin, support, auditor});
const Access administrators = Access::only({admin});
const Access auditors = Access::only({auditor});
const Access operators = Access::only({});

/// The segments that stand for `{…}`, or nothing when the path is another.
std::optional<std::vector<std::string>> match(std::string_view pattern,
                                              const std::vector<std::string>& segments) {
  std::vector<std::string> parameters;
  std::ptrdiff_t i = 0;
  const auto end = std::ssize(segments);
  while (!pattern.empty()) {
    pattern.remove_prefix(1);  // the slash
    const auto part = pattern.substr(0, pattern.find('/'));
    pattern.remove_prefix(part.size());
    if (part.ends_with("*}")) {
      if (i == end) return std::nullopt;
      parameters.push_back(fmt::format("{}", fmt::join(segments.begin() + i, segments.end(), "/")));
      return parameters;
    }
    if (i == end) return std::nullopt;
    const std::string& segment = segments[static_cast<std::size_t>(i++)];
    if (part.starts_with('{')) {
      if (segment.empty()) return std::nullopt;
      parameters.push_back(segment);
    } else if (part != segment) {
      return std::nullopt;
    }
  }
  if (i != end) return std::nullopt;
  return parameters;
}

/// A question may say with `min_position` what the client has been told was appended: it is
/// answered by a log that has it. Nobody without a token keeps a connection waiting for that.
http::Reply answer(const Route& route, Context context) {
  if (route.method != "GET" || route.access.open) return route.handle(context);
  const auto wanted = context.query_position("min_position");
  if (auto refused = context.refusal()) return std::move(*refused);
  if (!wanted || *wanted < context.service().questions.streams().end()) {
    return route.handle(context);
  }
  return http::Awaited{.position = *wanted,
                       .reply = [&route, context]() mutable { return route.handle(context); }};
}

}  // namespace

const std::vector<Route>& routes() {
  static const std::vector<Route> table{
      {"POST", "/v1/events", Access::only({billing, admin}), post_events},
      {"GET", "/v1/events", readers, get_feed},
      {"POST", "/v1/installations", administrators, bind_installation},
      {"GET", "/v1/installations/{cust_id}", readers_and_admin, get_installation},
      {"PUT", "/v1/installations/{cust_id}/serial-number", administrators, change_serial_number},
      {"GET", "/v1/installations/{cust_id}/login-status", readers_and_admin, get_login_status},
      {"GET", "/v1/installations/{cust_id}/may-upgrade", readers_and_admin, may_upgrade},
      {"GET", "/v1/licenses", readers, search_licenses},
      {"GET", "/v1/licenses/{serial}", readers_and_admin, get_license},
      {"GET", "/v1/licenses/{serial}/events", readers_and_admin, get_license_events},
      {"GET", "/v1/licenses/{serial}/seats", readers_and_admin, get_seats},
      {"POST", "/v1/licenses/{serial}/seats", administrators, assign_seat},
      {"DELETE", "/v1/licenses/{serial}/seats/{module}/{user}", administrators, remove_seat},
      {"POST", "/v1/licenses/{serial}/seat-changes", administrators, change_seats},
      {"DELETE", "/v1/licenses/{serial}/users/{user}", administrators, remove_user},
      {"GET", "/v1/licenses/{serial}/activations", readers_and_admin, get_activations},
      {"POST", "/v1/licenses/{serial}/activations", administrators, activate_license},
      {"POST", "/v1/licenses/{serial}/hold", administrators, hold_pending},
      {"DELETE", "/v1/licenses/{serial}/hold", administrators, release_hold},
      {"POST", "/v1/licenses/{serial}/license-file", administrators, issue_license_file},
      {"POST", "/v1/licenses/{serial}/simulations", readers_and_admin, simulate},
      {"POST", "/v1/ingest/stripe", Access::everybody(), ingest_stripe},
      {"GET", "/v1/inbox", readers_and_billing, list_inbox},
      {"POST", "/v1/inbox/retry", Access::only({billing}), retry_inbox},
      {"GET", "/v1/inbox/{id}", readers_and_billing, get_inbox_item},
      {"POST", "/v1/inbox/{id}/retry", Access::only({billing}), retry_inbox_item},
      {"POST", "/v1/inbox/{id}/dismissal", Access::only({billing}), dismiss_inbox_item},
      {"GET", "/v1/log", everyone_known, get_log},
      {"GET", "/v1/proofs/inclusion", everyone_known, get_inclusion_proof},
      {"GET", "/v1/proofs/consistency", everyone_known, get_consistency_proof},
      {"GET", "/checkpoint", Access::everybody(), get_checkpoint},
      {"GET", "/tile/entries/{path*}", Access::only({auditor}), get_entries},
      {"GET", "/tile/{level}/{path*}", Access::everybody(), get_tile},
      {"GET", "/v1/tokens", Access::only({}), list_tokens},
      {"POST", "/v1/tokens", Access::only({}), create_token},
      {"POST", "/v1/tokens/{id}/rotation", Access::only({}), rotate_token},
      {"DELETE", "/v1/tokens/{id}", Access::only({}), revoke_token},
      {"POST", "/v1/webhooks", operators, create_webhook},
      {"GET", "/v1/webhooks", auditors, list_webhooks},
      {"GET", "/v1/webhooks/{id}", auditors, get_webhook},
      {"PATCH", "/v1/webhooks/{id}", operators, change_webhook},
      {"DELETE", "/v1/webhooks/{id}", operators, delete_webhook},
      {"POST", "/v1/webhooks/{id}/secret", operators, rotate_webhook_secret},
      {"POST", "/v1/webhooks/{id}/test", operators, test_webhook},
      {"GET", "/v1/webhooks/{id}/deliveries", auditors, list_deliveries},
      {"GET", "/v1/webhooks/{id}/deliveries/{message}", auditors, get_delivery},
      {"POST", "/v1/webhooks/{id}/deliveries/{message}/redelivery", operators, redeliver},
      {"PUT", "/v1/test-clock", Access::only({}), set_test_clock},
      {"GET", "/.well-known/jwks.json", Access::everybody(), get_jwks},
      {"GET", "/openapi.json", Access::everybody(), get_openapi},
      {"GET", "/docs", Access::everybody(), get_docs},
      {"GET", "/docs/{asset}", Access::everybody(), get_docs_asset},
      {"GET", "/healthz", Access::everybody(), get_health},
      {"GET", "/readyz", Access::everybody(), get_readiness},
      {"GET", "/metrics", readers, get_metrics},
  };
  return table;
}

Arrival arrive(const Service& service, const http::HttpRequest& request, http::Answered& answered) {
  std::string methods;
  const auto also = [&](std::string_view method) {
    methods += (methods.empty() ? "" : ", ") + std::string{method};
  };
  for (const auto& route : routes()) {
    auto parameters = match(route.pattern, request.segments);
    if (!parameters) continue;
    answered.route = route.pattern;
    // What GET answers, HEAD answers without a body.
    const bool asked =
        route.method == request.method || (route.method == "GET" && request.method == "HEAD");
    if (asked) {
      auto admission = admit(service, request, route.access);
      if (admission.caller) answered.token = admission.caller->id;
      Arrival arrival{.route = &route,
                      .parameters = std::move(*parameters),
                      .caller = std::move(admission.caller),
                      .headers = std::move(admission.headers)};
      if (admission.refused) arrival.refused = problem_response(*admission.refused, request);
      return arrival;
    }
    also(route.method);
    if (route.method == "GET") also("HEAD");
  }
  if (methods.empty()) {
    return {.refused = problem_response(
                {.status = 404, .code = "not_found", .detail = "There is nothing at this path."},
                request)};
  }
  auto response = problem_response(
      {.status = 405, .code = "method_not_allowed", .detail = "This path is for " + methods + "."},
      request);
  response.headers.emplace_back("Allow", methods);
  return {.refused = std::move(response)};
}

http::Reply handle(const Service& service, const http::HttpRequest& request, Arrival arrival) {
  return answer(*arrival.route, Context{service, request, std::move(arrival.caller),
                                        std::move(arrival.parameters)});
}

}  // namespace tools::api
