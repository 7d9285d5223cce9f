#pragma once

#include <string_view>
#include <vector>

#include "tools/api/access.h"
#include "tools/api/context.h"

namespace tools {

struct Route {
  std::string_view method;
  std::string_view pattern;  // `{…}` stands for one segment, `{…*}` for all that are left
  Access access;
  Reply (*handle)(Context&);
};

/// Every call of the contract, each in the file that its comment names.
const std::vector<Route>& routes();

/// What the head of a request tells: where it goes, who sends it, and whether it is let in.
struct Arrival {
  const Route* route = nullptr;  // none where it is refused
  std::vector<std::string> parameters = {};
  std::optional<Token> caller = {};
  std::optional<HttpResponse> refused = {};
  HttpHeaders headers = {};  // that the answer has besides
};
/// Finds the route and checks who calls, before anything of the body is read. Says in `answered`
/// which route it is and who calls.
Arrival arrive(const Service& service, const HttpRequest& request, Answered& answered);

/// Has a request handled that is let in, and has come whole.
Reply handle(const Service& service, const HttpRequest& request, Arrival arrival);

/// Whether the body is lines that are posted as they come. An atomic batch must have come whole
/// before its first event is appended, and a keyed one before it can be told from another.
bool comes_in_lines(const HttpRequest& request);

// events_routes.cc
Reply post_events(Context& context);
Reply get_feed(Context& context);
Reply get_license_events(Context& context);

// installation_routes.cc
Reply bind_installation(Context& context);
Reply change_serial_number(Context& context);
Reply get_installation(Context& context);
Reply get_login_status(Context& context);
Reply may_upgrade(Context& context);

// seat_routes.cc
Reply assign_seat(Context& context);
Reply remove_seat(Context& context);
Reply change_seats(Context& context);
Reply remove_user(Context& context);
Reply get_seats(Context& context);

// activation_routes.cc
Reply activate_license(Context& context);
Reply get_activations(Context& context);
Reply hold_pending(Context& context);
Reply release_hold(Context& context);
Reply issue_license_file(Context& context);

// license_routes.cc
Reply get_license(Context& context);
Reply simulate(Context& context);
Reply search_licenses(Context& context);

// log_routes.cc
Reply get_log(Context& context);
Reply get_checkpoint(Context& context);
Reply get_tile(Context& context);
Reply get_entries(Context& context);
Reply get_inclusion_proof(Context& context);
Reply get_consistency_proof(Context& context);

// docs_routes.cc
Reply get_openapi(Context& context);
Reply get_docs(Context& context);
Reply get_docs_asset(Context& context);

// stripe_routes.cc
Reply ingest_stripe(Context& context);

// inbox_routes.cc
Reply list_inbox(Context& context);
Reply get_inbox_item(Context& context);
Reply retry_inbox(Context& context);
Reply retry_inbox_item(Context& context);
Reply dismiss_inbox_item(Context& context);

// token_routes.cc
Reply list_tokens(Context& context);
Reply create_token(Context& context);
Reply rotate_token(Context& context);
Reply revoke_token(Context& context);

// webhook_routes.cc
Reply create_webhook(Context& context);
Reply list_webhooks(Context& context);
Reply get_webhook(Context& context);
Reply change_webhook(Context& context);
Reply delete_webhook(Context& context);
Reply rotate_webhook_secret(Context& context);
Reply test_webhook(Context& context);
Reply list_deliveries(Context& context);
Reply get_delivery(Context& context);
Reply redeliver(Context& context);

// system_routes.cc
Reply set_test_clock(Context& context);
Reply get_jwks(Context& context);
Reply get_health(Context& context);
Reply get_readiness(Context& context);
Reply get_metrics(Context& context);

}  // namespace tools
