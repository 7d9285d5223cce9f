#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/api/routes.h"
#include "tools/api/security_log.h"
#include "tools/stripe/ingest_queue.h"
#include "tools/wire/to_json.h"

/// What Stripe posts. The signature identifies the sender, not a token.
namespace tools::api {
namespace {

namespace json = boost::json;
using stripe::SignatureVerdict;
using stripe::StripeReceipt;

wire::Problem problem_of(SignatureVerdict verdict, std::int64_t tolerance_s) {
  wire::Problem problem{.status = 400, .code = "signature_invalid"};
  switch (verdict) {
    case SignatureVerdict::missing:
      problem.detail = "Stripe-Signature is missing.";
      break;
    case SignatureVerdict::malformed:
      problem.detail = "Stripe-Signature is not of the form t=TIME,v1=SIGNATURE.";
      break;
    case SignatureVerdict::stale:
      problem.code = "signature_stale";
      problem.detail =
          fmt::format("The time of Stripe-Signature is more than {} s from now.", tolerance_s);
      break;
    case SignatureVerdict::forged:
    case SignatureVerdict::genuine:
      problem.detail = "Stripe-Signature does not belong to this body under any of the secrets.";
      break;
  }
  return problem;
}

/// Whoever has no secret has no token either: counted and logged as one who shows a wrong token.
http::HttpResponse turned_away(Context& context, wire::Problem problem) {
  const http::HttpRequest& request = context.request();
  const auto failures = context.service().limits.failures_by_address.take(
      request.address, access::RateLimiter::Clock::now());
  if (!failures.allowed) {
    problem = {
        .status = 429,
        .code = "too_many_requests",
        .detail = "There are too many requests without a valid signature from this address."};
  }
  log_refused(request, problem, "");
  auto response = problem_response(problem, request);
  if (!failures.allowed) {
    response.headers.emplace_back("Retry-After", fmt::format("{}", failures.next_in.count()));
  }
  return response;
}

json::object receipt_json(const StripeReceipt& receipt) {
  json::object body{{"id", receipt.id}, {"status", ledger::name_of(receipt.status)}};
  if (receipt.problem) {
    body["reason"] = {{"code", ledger::name_of(receipt.problem->reason)},
                      {"detail", receipt.problem->detail}};
  }
  json::array positions;
  for (const auto position : receipt.positions) positions.push_back(position.value);
  body["positions"] = std::move(positions);
  return body;
}

}  // namespace

http::Reply ingest_stripe(Context& context) {
  auto* queue = context.service().stripe;
  if (queue == nullptr) {
    return context.problem({.status = 404,
                            .code = "not_found",
                            .detail = "This server takes nothing from Stripe: it was started "
                                      "without --stripe-config."});
  }
  const http::HttpRequest& request = context.request();
  const auto verdict = queue->judge(request.header("stripe-signature"), request.body);
  if (verdict != SignatureVerdict::genuine) {
    return turned_away(context, problem_of(verdict, queue->tolerance_s()));
  }
  return context.deferred([queue, &request](const Context::Respond& answer) {
    return queue->ingest(request.body, [&request, answer](ledger::Result<StripeReceipt> receipt) {
      if (receipt) {
        answer(Context::json(200, receipt_json(*receipt)));
      } else {
        answer(outcome_unknown(request));
      }
    });
  });
}

}  // namespace tools::api
