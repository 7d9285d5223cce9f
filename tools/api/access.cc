#include "tools/api/access.h"

#include <algorithm>
#include <fmt/format.h>

#include "tools/api/security_log.h"

namespace tools::api {
namespace {

/// The caller, or the id of the token that is no longer valid.
access::Tokens::Found find_caller(const Service& service, const http::HttpRequest& request) {
  constexpr std::string_view scheme = "bearer ";
  const auto authorization = request.header("authorization");
  if (authorization.empty()) return service.tokens.find_by_certificate(request.certificate_names);
  const bool bearer = authorization.size() > scheme.size() &&
                      std::ranges::equal(authorization.substr(0, scheme.size()), scheme,
                                         [](char a, char b) { return (a | 0x20) == (b | 0x20); });
  if (!bearer) return {};
  return service.tokens.find(authorization.substr(scheme.size()));
}

/// By draft-ietf-httpapi-ratelimit-headers, revision 10.
http::HttpHeaders rate_headers(const access::RateLimiter& limiter,
                               const access::RateLimiter::Allowance& allowance) {
  if (!limiter.limits()) return {};
  http::HttpHeaders headers{
      {"RateLimit-Policy",
       fmt::format("\"token\";q={};w={}", limiter.requests(), limiter.window().count())},
      {"RateLimit",
       fmt::format("\"token\";r={};t={}", allowance.remaining, allowance.full_in.count())}};
  if (!allowance.allowed) {
    headers.emplace_back("Retry-After", fmt::format("{}", allowance.next_in.count()));
  }
  return headers;
}

wire::Problem too_many(std::string detail) {
  return {.status = 429, .code = "too_many_requests", .detail = std::move(detail)};
}

Entrance refuse_unknown(const Service& service, const http::HttpRequest& request,
                        const std::string& expired_id) {
  Entrance entrance;
  const auto failures =
      service.limits.failures_by_address.take(request.network, access::RateLimiter::Clock::now());
  if (!failures.allowed) {
    entrance.refused =
        too_many("There are too many requests without a valid token from this address.");
    entrance.headers.emplace_back("Retry-After", fmt::format("{}", failures.next_in.count()));
    log_flood(service.limits, request.network, request, *entrance.refused, expired_id);
  } else {
    entrance.refused =
        wire::Problem{.status = 401,
                      .code = "unauthorized",
                      .detail = "A valid token is required: Authorization: Bearer TOKEN."};
    log_refused(request, *entrance.refused, expired_id);
  }
  return entrance;
}

}  // namespace

std::optional<access::Token> caller_of(const Service& service, const http::HttpRequest& request) {
  return find_caller(service, request).token;
}

std::optional<std::string> access_refused(const Access& access, const access::Token& caller,
                                          std::string_view serial_number) {
  using enum access::Role;
  const bool by_role = caller.role == operator_ ||
                       std::ranges::find(access.roles, caller.role) != access.roles.end();
  if (by_role) return std::nullopt;
  if (!access.owned || caller.role != admin) {
    return fmt::format("A token with the role {} may not do this.", ledger::name_of(caller.role));
  }
  if (caller.serials.contains(std::string{serial_number})) return std::nullopt;
  return "This token is not for this license.";
}

Entrance check_access(const Service& service, const http::HttpRequest& request,
                      const Access& access, std::string_view serial_number) {
  if (access.open) return {};
  auto found = find_caller(service, request);
  if (!found.token) return refuse_unknown(service, request, found.expired_id);
  Entrance entrance;
  const auto rate =
      service.limits.requests_by_token.take(found.token->id, access::RateLimiter::Clock::now());
  entrance.headers = rate_headers(service.limits.requests_by_token, rate);
  if (!rate.allowed) {
    entrance.refused = too_many("This token has exceeded its request limit.");
    log_flood(service.limits, found.token->id, request, *entrance.refused, found.token->id);
  } else if (auto refused = access_refused(access, *found.token, serial_number)) {
    entrance.refused =
        wire::Problem{.status = 403, .code = "forbidden", .detail = std::move(*refused)};
    log_refused(request, *entrance.refused, found.token->id);
  }
  entrance.caller = std::move(found.token);
  return entrance;
}

}  // namespace tools::api
