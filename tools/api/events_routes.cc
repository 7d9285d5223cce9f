#include <boost/json.hpp>
#include <fmt/format.h>

#include "ledger/stream.h"
#include "tools/api/answers.h"
#include "tools/api/event_feed.h"
#include "tools/api/pages.h"
#include "tools/api/routes.h"
#include "tools/api/security_log.h"
#include "tools/wire/event_json.h"
#include "tools/wire/to_json.h"

namespace tools::api {
namespace {

namespace json = boost::json;
using commands::write::EventOutcome;
using commands::write::EventStatus;
using commands::write::PostOutcome;
using ledger::EventType;
using ledger::Position;

constexpr std::size_t max_batch_events = 50'000;
constexpr std::string_view ndjson = "application/x-ndjson";

/// Whether the caller may post events of this type about this license.
bool may_post(const Context& context, const ledger::Event& event) {
  const access::Role role = context.caller().role;
  if (role == access::Role::operator_) return true;
  switch (ledger::traits_of(event.type()).reported_by) {
    case ledger::ReportedBy::billing:
      return role == access::Role::billing;
    case ledger::ReportedBy::administrator:
      return role == access::Role::admin && context.may_use(event.subject);
    case ledger::ReportedBy::operator_only:
      return false;
  }
  return false;
}

wire::Problem invalid(std::vector<wire::FieldError> errors) {
  wire::Problem problem{.status = 422, .code = "invalid", .detail = errors.front().detail};
  problem.errors = std::move(errors);
  return problem;
}

wire::Problem may_not_post(const ledger::Event& event) {
  return {.status = 403,
          .code = "forbidden",
          .detail = "This token may not post " + std::string{ledger::name_of(event.type())} +
                    " for this subject."};
}

/// One event of a batch: its id, and an event to append or a problem.
struct ParsedEvent {
  std::string id;
  std::optional<ledger::Event> event;
  std::optional<wire::Problem> problem;
};

ParsedEvent parse_event(const Context& context, const json::value& value) {
  ParsedEvent parsed;
  if (const auto* object = value.if_object()) {
    const auto* id = object->if_contains("id");
    if (id != nullptr && id->is_string()) parsed.id = id->get_string();
  }
  std::vector<wire::FieldError> errors;
  parsed.event = wire::parse_event(value, "", errors);
  if (!parsed.event) {
    parsed.problem = invalid(std::move(errors));
  } else if (!may_post(context, *parsed.event)) {
    parsed.problem = may_not_post(*parsed.event);
    log_refused(context.request(), *parsed.problem, context.caller().id);
    parsed.event.reset();
  }
  return parsed;
}

ParsedEvent parse_line(const Context& context, const std::string& line) {
  boost::system::error_code error;
  const json::value value = json::parse(line, error);
  if (!error) return parse_event(context, value);
  ParsedEvent parsed;
  parsed.problem = wire::Problem{.status = 400,
                                 .code = "malformed",
                                 .detail = "The line is not JSON: " + error.message() + "."};
  return parsed;
}

/// The result for an event that was submitted, or refused with the rest of its atomic batch.
json::object result_json(const std::string& id, const EventOutcome& outcome, Language language) {
  json::object result{{"id", id}};
  if (const auto problem = wire::problem_of(outcome, "")) {
    result["status"] = "rejected";
    result["problem"] = wire::problem_json(*problem, language);
  } else {
    result["status"] = outcome.status == EventStatus::appended ? "appended" : "duplicate";
    result["position"] = outcome.position.value;
  }
  return result;
}

json::object rejected_json(const ParsedEvent& parsed, Language language) {
  return {{"id", parsed.id.empty() ? json::value{} : json::value(parsed.id)},
          {"status", "rejected"},
          {"problem", wire::problem_json(*parsed.problem, language)}};
}

/// A parsed batch; its results combine those of parsing and of appending.
struct Batch {
  std::vector<ParsedEvent> parsed_events;  // events moved out
  bool atomic = false;
  bool refused = false;  // it is atomic, and an event cannot be appended

  commands::write::PostEvents take_events() {
    commands::write::PostEvents posted{.events = {}, .atomic = atomic, .history = {}};
    for (const auto& parsed : parsed_events) refused = refused || (atomic && !parsed.event);
    for (auto& parsed : parsed_events) {
      if (parsed.event && !refused) posted.events.push_back(std::move(*parsed.event));
    }
    return posted;
  }

  json::array results(const PostOutcome& outcome, Language language) const {
    json::array results;
    std::size_t next = 0;
    for (const auto& parsed : parsed_events) {
      if (parsed.problem) {
        results.push_back(rejected_json(parsed, language));
      } else if (refused) {
        results.push_back(result_json(parsed.id, {EventStatus::not_attempted}, language));
      } else {
        results.push_back(result_json(parsed.id, outcome.events[next++], language));
      }
    }
    return results;
  }
};

http::Reply post_one(Context& context, std::optional<ledger::Event> event) {
  if (auto refused = context.refusal()) return std::move(*refused);
  if (!may_post(context, *event)) {
    const wire::Problem problem = may_not_post(*event);
    log_refused(context.request(), problem, context.caller().id);
    return context.problem(problem);
  }
  commands::write::PostEvents posted;
  posted.events.push_back(std::move(*event));
  return context.submit(
      std::move(posted), [&request = context.request()](const PostOutcome& outcome) {
        const EventOutcome& result = outcome.events.front();
        if (const auto problem = wire::problem_of(result, ""))
          return problem_response(*problem, request);
        const bool appended = result.status == EventStatus::appended;
        return Context::json(appended ? 201 : 200,
                             json::object{{"status", appended ? "appended" : "duplicate"},
                                          {"position", result.position.value}});
      });
}

bool is_binary_mode(const http::HttpRequest& request) {
  return request.headers.contains("ce-specversion") || request.headers.contains("ce-type");
}

http::Reply post_binary(Context& context) {
  const auto body = context.json_body();
  if (!body) return *context.refusal();
  const auto& headers = context.request().headers;
  const auto value = [&](const char* name) -> std::optional<std::string_view> {
    const auto found = headers.find(name);
    if (found == headers.end()) return std::nullopt;
    return found->second;
  };
  return post_one(context, wire::parse_binary_event({.specversion = value("ce-specversion"),
                                                     .source = value("ce-source"),
                                                     .id = value("ce-id"),
                                                     .type = value("ce-type"),
                                                     .subject = value("ce-subject"),
                                                     .time = value("ce-time")},
                                                    *body, context.errors()));
}

http::Reply post_batch(Context& context, bool atomic) {
  const auto body = context.json_body();
  if (!body) return *context.refusal();
  if (!body->is_array()) {
    context.errors().push_back({"", "wrong_type", "A batch is a list of events."});
    return *context.refusal();
  }
  if (body->get_array().size() > max_batch_events) {
    return context.problem({.status = 413,
                            .code = "batch_too_large",
                            .detail = "A batch has at most 50000 events; send more as NDJSON."});
  }
  auto batch = std::make_shared<Batch>();
  batch->atomic = atomic;
  for (const auto& value : body->get_array())
    batch->parsed_events.push_back(parse_event(context, value));
  return context.submit(batch->take_events(),
                        [batch, language = context.language()](const PostOutcome& outcome) {
                          return Context::json(200, batch->results(outcome, language));
                        });
}

/// Responds to each line with one line.
http::Reply post_lines(Context context, const std::vector<std::string>& lines, bool atomic) {
  auto batch = std::make_shared<Batch>();
  batch->atomic = atomic;
  for (const auto& line : lines) batch->parsed_events.push_back(parse_line(context, line));
  return context.submit(batch->take_events(),
                        [batch, language = context.language()](const PostOutcome& outcome) {
                          http::HttpResponse response{.content_type = std::string{ndjson}};
                          for (const auto& result : batch->results(outcome, language)) {
                            response.body += json::serialize(result);
                            response.body += '\n';
                          }
                          return response;
                        });
}

/// The last line of a broken stream, which responds to none of its lines.
std::string rejected_line(std::string_view problem) {
  return fmt::format(R"({{"id":null,"status":"rejected","problem":{}}})", problem) + "\n";
}

/// Posts each line as it arrives, and responds to it with one line.
http::LineStream line_stream(const Context& context) {
  const auto post = [context](const std::vector<std::string>& lines) -> http::Reply {
    // A token may be revoked while its lines are still arriving.
    const auto caller = caller_of(context.service(), context.request());
    if (!caller || caller->id != context.caller().id) {
      const wire::Problem problem{
          .status = 401, .code = "unauthorized", .detail = "The token is no longer valid."};
      log_refused(context.request(), problem, context.caller().id);
      return context.problem(problem);
    }
    return post_lines(context, lines, false);
  };
  return {.content_type = std::string{ndjson},
          .post = post,
          .line_for_response =
              [](const http::HttpResponse& response) { return rejected_line(response.body); },
          .line_for_error =
              [language = context.language()](const http::ReadError& error) {
                const wire::Problem problem{
                    .status = error.status, .code = error.code, .detail = error.detail};
                return rejected_line(json::serialize(wire::problem_json(problem, language)));
              }};
}

bool is_lines(const http::HttpRequest& request) {
  return request.header("content-type").starts_with(ndjson);
}

/// The filter of the feed.
std::function<bool(const ledger::RecordedEvent&)> wanted(Context& context) {
  const auto subject = context.query("subject");
  std::optional<EventType> type;
  if (const auto name = context.query("type")) {
    type = ledger::event_type_named(*name);
    if (!type) {
      context.errors().push_back({"?type", "unknown_type", "There is no such event type."});
    }
  }
  return [subject, type](const ledger::RecordedEvent& event) {
    return (!subject || event.subject == *subject) && (!type || event.type() == *type);
  };
}

}  // namespace

bool comes_in_lines(const http::HttpRequest& request) {
  const bool to_events =
      request.method == "POST" && request.segments == std::vector<std::string>{"v1", "events"};
  const bool has_atomic = std::ranges::any_of(
      request.query, [](const auto& parameter) { return parameter.first == "atomic"; });
  return to_events && request.streams && is_lines(request) && !has_atomic &&
         request.header("idempotency-key").empty();
}

http::Reply post_events(Context& context) {
  const http::HttpRequest& request = context.request();
  const bool atomic = context.query_flag("atomic");
  if (auto refused = context.refusal()) return std::move(*refused);
  if (comes_in_lines(request)) {
    return line_stream(context);
  }
  if (is_lines(request)) {
    std::string text = request.body + '\n';
    return post_lines(context, http::take_lines(text), atomic);
  }
  if (is_binary_mode(request)) return post_binary(context);
  if (request.header("content-type").starts_with("application/cloudevents-batch+json")) {
    return post_batch(context, atomic);
  }
  const auto body = context.json_body();
  if (!body) return *context.refusal();
  return post_one(context, wire::parse_event(*body, "", context.errors()));
}

http::Reply get_feed(Context& context) {
  auto filter = wanted(context);
  const std::size_t limit = context.query_limit();
  std::optional<Position> after;
  const auto last_seen = context.request().header("last-event-id");
  if (!last_seen.empty()) {
    after = context.position_in("Last-Event-ID", last_seen);
  } else {
    after = context.query_position(context.query("cursor") ? "cursor" : "after");
  }
  if (auto refused = context.refusal()) return std::move(*refused);
  // HTTP/1.0 has no chunked encoding: it gets a page.
  const bool live = context.request().streams &&
                    context.request().header("accept").starts_with("text/event-stream");
  if (live) {
    return event_feed(context.service(), context.request(), context.caller().id, after,
                      std::move(filter));
  }
  // A page scans a limited number of events, however few it finds.
  constexpr std::uint64_t max_scanned = 20'000;
  const Position end = context.service().questions.streams().end();
  const Position from = first_after(after, end);
  const Position to = {std::min(end.value, from.value + max_scanned)};
  json::array data;
  Position last = from;
  const auto scanned =
      ledger::read_events(context.service().store, from, to, [&](const ledger::EventPtr& event) {
        last = event->position;
        if (filter(*event)) data.push_back(wire::event_json(*event));
        return data.size() < limit;
      });
  if (!scanned) return context.failed(scanned.error());
  std::optional<std::string> next_cursor;
  if (from < end && ledger::next(last) < end) next_cursor = std::to_string(last.value);
  return Context::json(200, wire::page_json(std::move(data), next_cursor));
}

http::Reply get_license_events(Context& context) {
  const std::string& serial = context.parameter(0);
  const std::size_t limit = context.query_limit();
  const std::optional<Position> after = context.query_position("cursor");
  if (auto refused = context.refusal()) return std::move(*refused);
  const auto events = context.service().questions.streams().of(serial);
  if (!events) return context.failed(events.error());
  if (events->empty()) return context.license_not_found(serial);
  json::array data;
  std::optional<std::string> next_cursor;
  for (const auto& event : *events) {
    if (after && event->position <= *after) continue;
    if (data.size() == limit) {
      next_cursor = std::to_string(data.back().at("position").to_number<std::uint64_t>());
      break;
    }
    data.push_back(wire::event_json(*event));
  }
  return Context::json(200, wire::page_json(std::move(data), next_cursor));
}

}  // namespace tools::api
