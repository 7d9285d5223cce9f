#include "commands/license_file.h"
#include "tools/server/routes.h"
#include "tools/wire/to_json.h"

namespace tools {

namespace json = boost::json;

Reply set_test_clock(Context& context) {
  if (!context.service().test_clock) {
    return context.problem(
        {.status = 404, .code = "not_found", .detail = "This server runs on the machine's clock."});
  }
  const auto body = context.object_body();
  if (!body) return *context.refusal();
  Fields fields{*body, "", context.errors()};
  const auto now = fields.optional_instant("now");
  if (!now) fields.require("now");
  fields.done();
  if (now && *now < context.now()) {
    fields.problem("now", "in_past", "The test clock moves forward only.");
  }
  if (auto refused = context.refusal()) return std::move(*refused);
  return context.submit(commands::SetClock{*now}, [](const commands::Outcome& outcome) {
    return Context::json(200, json::object{{"now", to_json(outcome.at)}});
  });
}

Reply get_jwks(Context& context) {
  return HttpResponse{.content_type = "application/jwk-set+json",
                      .body = commands::jwks(context.service().license_key)};
}

Reply get_health(Context&) { return Context::json(200, json::object{{"status", "ok"}}); }

Reply get_readiness(Context& context) {
  if (const auto failure = context.service().sequencer.failure()) {
    return context.problem(
        {.status = 503, .code = "not_ready", .detail = "The writer has stopped."});
  }
  return Context::json(200, json::object{{"status", "ready"}});
}

Reply get_metrics(Context& context) {
  return HttpResponse{
      .content_type = "text/plain; version=0.0.4; charset=utf-8",
      .body = context.service().metrics.text(context.service().sequencer.figures())};
}

}  // namespace tools
