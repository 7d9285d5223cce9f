#include "tools/api/access.h"

#include <algorithm>
#include <fmt/format.h>

#include "tools/api/security_log.h"

namespace tools::api {
namespace {

/// Who comes, or what it was that no longer lets in.
access::Tokens::Found find_caller(const Service& service, const http::HttpRequest& request) {
  constexpr std::string_view scheme = "bearer ";
  const auto authorization = request.header("authorization");
  if (authorization.empty()) return service.tokens.find_certificate(request.certificate_names);
  const bool bearer = authorization.size() > scheme.size() &&
                      std::ranges::equal(authorization.substr(0, scheme.size()), scheme,
                                         [](char a, char b) { return (a | 0x20) == (b | 0x20); });
  if (!bearer) return {};
  return service.tokens.find(authorization.substr(scheme.size()));
}

bool allowed(const Access& access, const access::Token& caller) {
  return caller.role == access::Role::operator_ ||
         std::ranges::find(access.roles, caller.role) != access.roles.end();
}

/// As draft-ietf-httpapi-ratelimit-headers, revision 10, says it.
http::HttpHeaders rate_headers(const access::RateLimiter& limiter,
                               const access::RateLimiter::Verdict& verdict) {
  if (!limiter.limits()) return {};
  http::HttpHeaders headers{
      {"RateLimit-Policy",
       fmt::format("\"token\";q={};w={}", limiter.requests(), limiter.window().count())},
      {"RateLimit",
       fmt::format("\"token\";r={};t={}", verdict.remaining, verdict.full_in.count())}};
  if (!verdict.allowed) {
    headers.emplace_back("Retry-After", fmt::format("{}", verdict.next_in.count()));
  }
  return headers;
}

wire::Problem too_many(std::string detail) {
  return {.status = 429, .code = "too_many_requests", .detail = std::move(detail)};
}

Admission refuse_unknown(const Service& service, const http::HttpRequest& request,
                         const std::string& expired_id) {
  Admission admission;
  const auto failures =
      service.limits.failures_by_address.take(request.network, access::RateLimiter::Clock::now());
  if (!failures.allowed) {
    admission.refused = too_many("Too many requests without a valid token came from this address.");
    admission.headers.emplace_back("Retry-After", fmt::format("{}", failures.next_in.count()));
    log_flood(service.limits, request.network, request, *admission.refused, expired_id);
  } else {
    admission.refused =
        wire::Problem{.status = 401,
                      .code = "unauthorized",
                      .detail = "A valid token is needed: Authorization: Bearer TOKEN."};
    log_refused(request, *admission.refused, expired_id);
  }
  return admission;
}

}  // namespace

std::optional<access::Token> caller_of(const Service& service, const http::HttpRequest& request) {
  return find_caller(service, request).token;
}

Admission admit(const Service& service, const http::HttpRequest& request, const Access& access) {
  if (access.open) return {};
  auto found = find_caller(service, request);
  if (!found.token) return refuse_unknown(service, request, found.expired_id);
  Admission admission;
  const auto rate =
      service.limits.requests_by_token.take(found.token->id, access::RateLimiter::Clock::now());
  admission.headers = rate_headers(service.limits.requests_by_token, rate);
  if (!rate.allowed) {
    admission.refused = too_many("This token has used up its requests for now.");
    log_flood(service.limits, found.token->id, request, *admission.refused, found.token->id);
  } else if (!allowed(access, *found.token)) {
    admission.refused =
        wire::Problem{.status = 403,
                      .code = "forbidden",
                      .detail = fmt::format("A token with the role {} may not do this.",
                                            ledger::name_of(found.token->role))};
    log_refused(request, *admission.refused, found.token->id);
  }
  admission.caller = std::move(found.token);
  return admission;
}

}  // namespace tools::api
