#include "commands/decide/license_file.h"
#include "tools/api/routes.h"
#include "tools/api/webhook_json.h"
#include "tools/stripe/ingest_queue.h"
#include "tools/wire/to_json.h"

namespace tools::api {

namespace json = boost::json;

http::Reply set_test_clock(Context& context) {
  if (!context.service().test_clock) {
    return context.problem(
        {.status = 404, .code = "not_found", .detail = "This server uses the machine's clock."});
  }
  const auto body = context.object_body();
  if (!body) return *context.refusal();
  wire::Fields fields{*body, "", context.errors()};
  const auto now = fields.optional_instant("now");
  if (!now) fields.require("now");
  fields.done();
  if (now && *now < context.now()) {
    fields.problem("now", "in_past", "The test clock only moves forward.");
  }
  if (auto refused = context.refusal()) return std::move(*refused);
  return context.submit(
      commands::write::SetClock{*now}, [](const commands::write::ClockOutcome& outcome) {
        return Context::json(200, json::object{{"now", wire::to_json(outcome.at)}});
      });
}

http::Reply get_jwks(Context& context) {
  return http::HttpResponse{.content_type = "application/jwk-set+json",
                            .body = commands::decide::jwks(context.service().license_key)};
}

http::Reply get_health(Context&) { return Context::json(200, json::object{{"status", "ok"}}); }

/// Whether the server can handle writes. Reports only fixed texts.
http::Reply get_readiness(Context& context) {
  const Service& service = context.service();
  const auto figures = service.sequencer.stats();
  const bool stopped = service.sequencer.failure().has_value();
  const bool stopping = service.traffic.stopping;
  const bool full = figures.queue_length >= figures.max_queue;
  // A search that is behind says so in its answers, and writes go on.
  const bool complete = service.search.is_complete(context.now());
  const json::object checks{{"writer", stopped ? "stopped" : "ok"},
                            {"server", stopping ? "stopping" : "ok"},
                            {"queue", full ? "full" : "ok"},
                            {"search", complete ? "ok" : "behind"}};
  if (!stopped && !stopping && !full) {
    return Context::json(200, json::object{{"status", "ready"}, {"checks", checks}});
  }
  wire::Problem problem{.status = 503,
                        .code = "not_ready",
                        .detail = stopped    ? "The writer has stopped."
                                  : stopping ? "The server is stopping."
                                             : "The queue of the writer is full."};
  json::object body = wire::problem_json(problem, context.language());
  body["request_id"] = context.request().request_id;
  body["checks"] = checks;
  return http::HttpResponse{.status = problem.status,
                            .content_type = "application/problem+json",
                            .body = json::serialize(body),
                            .headers = {{"Retry-After", "1"}}};
}

http::Reply get_metrics(Context& context) {
  const Service& service = context.service();
  http::HttpResponse response{.content_type = "text/plain; version=0.0.4; charset=utf-8",
                              .body = service.metrics.text(service)};
  response.body += webhook_metrics(service.webhooks.stats());
  if (service.stripe != nullptr) response.body += service.stripe->metrics_text();
  return response;
}

}  // namespace tools::api
