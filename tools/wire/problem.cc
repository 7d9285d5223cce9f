#include "tools/wire/problem.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/wire/to_json.h"
#include "tools/wire/view_json.h"

namespace tools::wire {
namespace {

namespace json = boost::json;
using commands::write::EventStatus;

/// `seat_refused` as `Seat refused`.
std::string title_of(std::string_view code) {
  std::string title{code};
  std::ranges::replace(title, '_', ' ');
  if (!title.empty() && title[0] >= 'a') title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

}  // namespace

Problem problem_with(int status, std::string_view code, std::string detail) {
  return {.status = status, .code = code, .detail = std::move(detail)};
}

json::object problem_json(const Problem& problem, projections::words::Language language) {
  json::object object{{"type", "urn:license-ledger:problem:" + std::string{problem.code}},
                      {"title", title_of(problem.code)},
                      {"status", problem.status},
                      {"detail", problem.detail},
                      {"code", problem.code}};
  if (!problem.errors.empty()) {
    object["errors"] = list_json(problem.errors, [](const FieldError& error) {
      return json::object{
          {"pointer", error.pointer}, {"code", error.code}, {"detail", error.detail}};
    });
  }
  if (!problem.reasons.empty()) object["reasons"] = explained(problem.reasons, language);
  if (problem.position) object["position"] = problem.position->value;
  return object;
}

std::optional<Problem> problem_of(const commands::write::EventOutcome& outcome,
                                  std::string_view pointer) {
  const auto at = [&](std::string_view member) { return std::string{pointer}.append(member); };
  switch (outcome.status) {
    case EventStatus::appended:
    case EventStatus::duplicate:
      return std::nullopt;
    case EventStatus::id_reused:
      return Problem{.status = 409,
                     .code = "event_id_reuse",
                     .detail = "Another event has this source and id.",
                     .errors = {{at("/id"), "event_id_reuse",
                                 "Another event has this source and id, at position " +
                                     std::to_string(outcome.position.value) + "."}}};
    case EventStatus::license_not_found:
      return Problem{.status = 404,
                     .code = "license_not_found",
                     .detail = "No license is registered under this serial number.",
                     .errors = {{at("/subject"), "license_not_found",
                                 "No license is registered under this serial number."}}};
    case EventStatus::dated_in_future:
      return Problem{
          .status = 422,
          .code = "invalid",
          .detail = "A decision cannot be dated in the future.",
          .errors = {{at("/time"), "in_future", "A decision cannot be dated in the future."}}};
    case EventStatus::too_large:
      return Problem{.status = 422,
                     .code = "invalid",
                     .detail = "The event is larger than the log can hold: 65535 bytes.",
                     .errors = {{at("/data"), "too_large",
                                 "The event is larger than the log can hold: 65535 bytes."}}};
    case EventStatus::recorded_earlier:
      return Problem{.status = 409,
                     .code = "recorded_earlier",
                     .detail = "The log already has events recorded later than this one.",
                     .errors = {{at("/recordedtime"), "recorded_earlier",
                                 "The log already has events recorded later than this one."}}};
    case EventStatus::position_mismatch: {
      const std::string detail = fmt::format(
          "In this log its position would be {}: events before it are missing, were rejected, or "
          "are "
          "different.",
          outcome.position.value);
      return Problem{.status = 409,
                     .code = "position_mismatch",
                     .detail = detail,
                     .errors = {{at("/position"), "position_mismatch", detail}}};
    }
    case EventStatus::not_attempted:
      return Problem{.status = 409,
                     .code = "batch_refused",
                     .detail = "Nothing of the batch was appended: another event was rejected."};
  }
  return std::nullopt;
}

}  // namespace tools::wire
