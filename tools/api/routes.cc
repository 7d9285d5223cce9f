#include "tools/api/routes.h"

#include <fmt/format.h>

namespace tools::api {
namespace {

using enum access::Role;

const Access readers = Access::only({support, auditor});
const Access readers_and_admin = Access::only({support, auditor, admin});
const Access readers_and_billing = Access::only({support, auditor, billing});
const Access everyone_known = Access::only({billing, admin, support, auditor});
const Access administrators = Access::only({admin});
const Access owner = Access::of_license({});
const Access readers_and_owner = Access::of_license({support, auditor});
const Access auditors = Access::only({auditor});
const Access operators = Access::only({});

/// The segments in place of `{…}`; nullopt if the path does not match the pattern.
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

const std::vector<Route> table{
    {"POST", "/v1/events", Access::only({billing, admin}), post_events},
    {"GET", "/v1/events", readers, get_feed},
    {"POST", "/v1/installations", administrators, bind_installation},
    {"GET", "/v1/installations/{cust_id}", readers_and_admin, get_installation},
    {"PUT", "/v1/installations/{cust_id}/serial-number", administrators, change_serial_number},
    {"GET", "/v1/installations/{cust_id}/login-status", readers_and_admin, get_login_status},
    {"GET", "/v1/installations/{cust_id}/may-upgrade", readers_and_admin, may_upgrade},
    {"POST", "/v1/checks", readers_and_admin, answer_checks},
    {"GET", "/v1/licenses", readers, search_licenses},
    {"GET", "/v1/licenses/{serial}", readers_and_owner, get_license},
    {"GET", "/v1/licenses/{serial}/events", readers_and_owner, get_license_events},
    {"GET", "/v1/licenses/{serial}/seats", readers_and_owner, get_seats},
    {"POST", "/v1/licenses/{serial}/seats", owner, assign_seat},
    {"DELETE", "/v1/licenses/{serial}/seats/{module}/{user}", owner, remove_seat},
    {"POST", "/v1/licenses/{serial}/seat-changes", owner, change_seats},
    {"DELETE", "/v1/licenses/{serial}/users/{user}", owner, remove_user},
    {"GET", "/v1/licenses/{serial}/timeline", readers_and_owner, get_timeline},
    {"GET", "/v1/licenses/{serial}/activations", readers_and_owner, get_activations},
    {"POST", "/v1/licenses/{serial}/activations", owner, activate_license},
    {"POST", "/v1/licenses/{serial}/hold", owner, hold_pending},
    {"DELETE", "/v1/licenses/{serial}/hold", owner, release_hold},
    {"POST", "/v1/licenses/{serial}/license-file", owner, issue_license_file},
    {"POST", "/v1/licenses/{serial}/simulations", readers_and_owner, simulate},
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
    {"GET", "/v1/summary", readers, get_summary},
    {"GET", "/metrics", readers, get_metrics},
};

}  // namespace

const std::vector<Route>& routes() { return table; }

std::string FoundRoute::serial_number() const {
  std::string_view rest = pattern;
  for (const auto& parameter : parameters) {
    rest.remove_prefix(rest.find('{'));
    if (rest.starts_with("{serial}")) return parameter;
    rest.remove_prefix(rest.find('}'));
  }
  return {};
}

FoundRoute find_route(const http::HttpRequest& request) {
  FoundRoute found;
  const auto also = [&](std::string_view method) {
    found.methods += (found.methods.empty() ? "" : ", ") + std::string{method};
  };
  for (const auto& route : routes()) {
    auto parameters = match(route.pattern, request.segments);
    if (!parameters) continue;
    found.pattern = route.pattern;
    // HEAD responds like GET, without a body.
    const bool head = route.method == "GET" && request.method == "HEAD";
    if (route.method == request.method || head) {
      found.route = &route;
      found.parameters = std::move(*parameters);
      return found;
    }
    also(route.method);
    if (route.method == "GET") also("HEAD");
  }
  return found;
}

}  // namespace tools::api
