#include "tools/api/answers.h"

#include <fmt/format.h>

#include "tools/wire/view_json.h"

namespace tools::api {
namespace {

namespace json = boost::json;
using commands::Verdict;
using commands::write::CommandOutcome;

wire::Problem refused(int status, std::string_view code, std::string detail,
                      const CommandOutcome& outcome) {
  wire::Problem problem{.status = status,
                        .code = code,
                        .detail = std::move(detail),
                        .errors = {},
                        .reasons = outcome.reasons};
  if (outcome.position != ledger::no_position) problem.position = outcome.position;
  return problem;
}

wire::Problem revision_mismatch() {
  return {.status = 412,
          .code = "precondition_failed",
          .detail = "The license has changed since the ETag in If-Match was issued."};
}

}  // namespace

wire::Problem problem_of(const commands::write::Outcome& outcome) {
  if (std::holds_alternative<commands::write::RevisionMismatch>(outcome))
    return revision_mismatch();
  if (std::holds_alternative<commands::write::KeyReuse>(outcome)) {
    return {.status = 422,
            .code = "idempotency_key_reuse",
            .detail = "This Idempotency-Key was used with a different request."};
  }
  return {.status = 500, .code = "failed", .detail = "The outcome has no response."};
}

wire::Problem problem_of(const CommandOutcome& outcome) {
  switch (outcome.verdict) {
    case Verdict::binding_refused:
      return refused(409, "binding_refused", "The installation cannot be bound.", outcome);
    case Verdict::seat_refused:
      return refused(409, "seat_refused", "The seat cannot be assigned.", outcome);
    case Verdict::removal_refused:
      return refused(409, "removal_refused", "The seat cannot be removed.", outcome);
    case Verdict::activation_blocked:
      return refused(409, "activation_blocked", "The license cannot be activated.", outcome);
    case Verdict::nothing_pending:
      return refused(409, "nothing_pending", "No license, or not that number, is pending.",
                     outcome);
    case Verdict::license_not_found:
      return refused(404, "license_not_found", "No license is registered under this serial number.",
                     outcome);
    case Verdict::installation_not_found:
      return refused(404, "installation_not_found", "No license is bound to this cust_id.",
                     outcome);
    case Verdict::revision_mismatch:
      return revision_mismatch();
    case Verdict::too_large:
      return refused(422, "too_large",
                     "The decision is larger than a record of the log can hold: 65535 bytes.",
                     outcome);
    case Verdict::done:
    case Verdict::already_so:
      break;
  }
  return refused(500, "failed", "The outcome has no response.", outcome);
}

Context::Answer<commands::Command> command_answer(const http::HttpRequest& request,
                                                  CommandAnswer answer) {
  return [&request, answer = std::move(answer)](const CommandOutcome& outcome) {
    if (outcome.verdict != Verdict::done && outcome.verdict != Verdict::already_so) {
      return problem_response(problem_of(outcome), request);
    }
    json::object body;
    if (answer.fill) answer.fill(outcome, body);
    body["position"] = outcome.position == ledger::no_position
                           ? json::value{}
                           : json::value(outcome.position.value);
    return Context::json(outcome.verdict == Verdict::done ? answer.done_status : 200, body);
  };
}

}  // namespace tools::api
