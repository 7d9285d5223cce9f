#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/access/rate_limiter.h"
#include "tools/api/problem_response.h"
#include "tools/api/service.h"
#include "tools/http/http.h"

namespace tools::api {

/// Who may call a route: everybody, or clients with a token of one of these roles. An operator may
/// call every route.
struct Access {
  bool open = false;
  /// The route is about the license `{serial}`: in addition to the roles, an admin may call it for
  /// the serial numbers of its token.
  bool owned = false;
  std::vector<access::Role> roles = {};

  static Access everybody() { return {.open = true}; }
  static Access only(std::initializer_list<access::Role> roles) { return {.roles = roles}; }
  static Access of_license(std::initializer_list<access::Role> roles) {
    return {.owned = true, .roles = roles};
  }
};

/// Why a caller may not call a route; nullopt if it may. `serial_number` is the `{serial}` of an
/// owned route.
std::optional<std::string> access_refused(const Access& access, const access::Token& caller,
                                          std::string_view serial_number);

/// The sender of the request, by token or by client certificate; nullopt for an unknown client. If
/// a request presents a token, only the token counts.
std::optional<access::Token> caller_of(const Service& service, const http::HttpRequest& request);

/// Whether a request is admitted, and the rate limit headers of its response.
struct Entrance {
  std::optional<access::Token> caller;
  std::optional<wire::Problem> refused;
  http::HttpHeaders headers;
};
/// Refusals are counted by address and recorded in the security log.
Entrance check_access(const Service& service, const http::HttpRequest& request,
                      const Access& access, std::string_view serial_number);

}  // namespace tools::api
