#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/api/access.h"
#include "tools/api/context.h"

namespace tools::api {

struct Route {
  std::string_view method;
  std::string_view pattern;  // `{…}` matches one segment, `{…*}` all remaining ones
  Access access;
  http::Reply (*handle)(Context&);
};

/// Every call of the contract, each in the file that its comment names.
const std::vector<Route>& routes();

/// The route of a request by its path and method. If there is none, `methods` are those of the
/// path, as `Allow` lists them; empty if no route has the path.
struct FoundRoute {
  const Route* route = nullptr;
  std::string_view pattern = {};  // of the path, even if it does not have the method
  std::vector<std::string> parameters = {};
  std::string methods = {};

  /// The parameter `{serial}`; empty for a route without one.
  std::string serial_number() const;
};
FoundRoute find_route(const http::HttpRequest& request);

/// Whether the body is lines that are posted as they arrive. An atomic batch must be complete
/// before its first event is appended, and a keyed one before it can be compared.
bool comes_in_lines(const http::HttpRequest& request);

// events_routes.cc
http::Reply post_events(Context& context);
http::Reply get_feed(Context& context);
http::Reply get_license_events(Context& context);

// installation_routes.cc
http::Reply bind_installation(Context& context);
http::Reply change_serial_number(Context& context);
http::Reply get_installation(Context& context);
http::Reply get_login_status(Context& context);
http::Reply may_upgrade(Context& context);

// seat_routes.cc
http::Reply assign_seat(Context& context);
http::Reply remove_seat(Context& context);
http::Reply change_seats(Context& context);
http::Reply remove_user(Context& context);
http::Reply get_seats(Context& context);

// activation_routes.cc
http::Reply activate_license(Context& context);
http::Reply get_activations(Context& context);
http::Reply hold_pending(Context& context);
http::Reply release_hold(Context& context);
http::Reply issue_license_file(Context& context);

// license_routes.cc
http::Reply get_license(Context& context);
http::Reply simulate(Context& context);
http::Reply search_licenses(Context& context);
http::Reply get_summary(Context& context);
http::Reply get_timeline(Context& context);
http::Reply answer_checks(Context& context);

// log_routes.cc
http::Reply get_log(Context& context);
http::Reply get_checkpoint(Context& context);
http::Reply get_tile(Context& context);
http::Reply get_entries(Context& context);
http::Reply get_inclusion_proof(Context& context);
http::Reply get_consistency_proof(Context& context);

// docs_routes.cc
http::Reply get_openapi(Context& context);
http::Reply get_docs(Context& context);
http::Reply get_docs_asset(Context& context);

// stripe_routes.cc
http::Reply ingest_stripe(Context& context);

// inbox_routes.cc
http::Reply list_inbox(Context& context);
http::Reply get_inbox_item(Context& context);
http::Reply retry_inbox(Context& context);
http::Reply retry_inbox_item(Context& context);
http::Reply dismiss_inbox_item(Context& context);

// token_routes.cc
http::Reply list_tokens(Context& context);
http::Reply create_token(Context& context);
http::Reply rotate_token(Context& context);
http::Reply revoke_token(Context& context);

// webhook_routes.cc
http::Reply create_webhook(Context& context);
http::Reply list_webhooks(Context& context);
http::Reply get_webhook(Context& context);
http::Reply change_webhook(Context& context);
http::Reply delete_webhook(Context& context);
http::Reply rotate_webhook_secret(Context& context);
http::Reply test_webhook(Context& context);
http::Reply list_deliveries(Context& context);
http::Reply get_delivery(Context& context);
http::Reply redeliver(Context& context);

// system_routes.cc
http::Reply set_test_clock(Context& context);
http::Reply get_jwks(Context& context);
http::Reply get_health(Context& context);
http::Reply get_readiness(Context& context);
http::Reply get_metrics(Context& context);

}  // namespace tools::api
