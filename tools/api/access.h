#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/access/rate_limiter.h"
#include "tools/api/problem_response.h"
#include "tools/api/service.h"
#include "tools/http/http.h"

namespace tools::api {

/// Who may call a route: everybody, whoever has a token, or the roles named. An operator may all.
struct Access {
  bool open = false;
  std::vector<access::Role> roles;

  static Access everybody() { return {.open = true, .roles = {}}; }
  static Access only(std::initializer_list<access::Role> roles) {
    return {.open = false, .roles = roles};
  }
};

/// Who sends the request, by token or by client certificate; nothing when nobody that is known. A
/// request that shows a token is judged by it alone.
std::optional<access::Token> caller_of(const Service& service, const http::HttpRequest& request);

/// Whether a request is let in, and with what an answer to it tells how many more may come.
struct Admission {
  std::optional<access::Token> caller;
  std::optional<wire::Problem> refused;
  http::HttpHeaders headers;
};
/// Refusals are counted by address and go to the security log.
Admission admit(const Service& service, const http::HttpRequest& request, const Access& access);

}  // namespace tools::api
