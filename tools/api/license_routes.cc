#include <fmt/format.h>

#include "tools/api/answers.h"
#include "tools/api/pages.h"
#include "tools/api/routes.h"
#include "tools/wire/event_json.h"
#include "tools/wire/timeline_json.h"
#include "tools/wire/view_json.h"

namespace tools::api {
namespace {

namespace json = boost::json;

std::string shop_url_of(const Context& context, const std::string& serial) {
  std::string url = context.service().shop_url;
  constexpr std::string_view mark = "{serial}";
  if (const auto found = url.find(mark); found != std::string::npos) {
    url.replace(found, mark.size(), serial);
  }
  return url;
}

http::Reply license_answer(const Context& context, const std::string& serial,
                           const ledger::Result<std::optional<replay::LicenseAnswer>>& answer) {
  if (!answer) return context.failed(answer.error());
  if (!*answer) return context.license_not_found(serial);
  http::HttpResponse response = Context::json(
      200, wire::license_json(**answer, context.language(), shop_url_of(context, serial)));
  response.headers.emplace_back("ETag", fmt::format("\"{}\"", (*answer)->revision.value));
  return response;
}

http::Reply license_now(const Context& context, const std::string& serial) {
  const auto& questions = context.service().questions;
  const auto quick = questions.license_now(serial, context.now(), quick_events);
  if (!quick) return context.failed(quick.error());
  if (!quick->takes_long) return license_answer(context, serial, quick->answer);
  return context.apart([context, serial, &questions]() -> http::Reply {
    const auto found = questions.license_now(serial, context.now());
    if (!found) return context.failed(found.error());
    return license_answer(context, serial, found->answer);
  });
}

/// Hypothetical events: of this license, or definitions and policies that affect it.
std::vector<ledger::Event> read_supposed(wire::Fields& fields, const std::string& serial,
                                         std::vector<wire::FieldError>& errors) {
  std::vector<ledger::Event> events;
  const auto* list = fields.require("events");
  if (list == nullptr) return events;
  if (!list->is_array()) {
    fields.problem("events", "wrong_type", "events must be a list.");
    return events;
  }
  std::size_t index = 0;
  for (const auto& value : list->get_array()) {
    const std::string pointer = "/events/" + std::to_string(index++);
    auto event = wire::parse_event(value, pointer, errors);
    if (!event) continue;
    if (ledger::stream_of(*event) != ledger::catalog_stream && event->subject != serial) {
      errors.push_back({pointer + "/subject", "wrong_subject",
                        "A simulation is limited to events of its own license."});
    }
    events.push_back(std::move(*event));
  }
  return events;
}

}  // namespace

http::Reply get_license(Context& context) {
  const std::string& serial = context.parameter(0);
  const auto at = context.query_instants();
  if (auto refused = context.refusal()) return std::move(*refused);
  if (!context.query("as_of") && !context.query("known_at")) return license_now(context, serial);
  return context.about(serial, [context, serial, at] {
    return license_answer(context, serial, context.service().questions.license(serial, at));
  });
}

http::Reply get_timeline(Context& context) {
  const std::string& serial = context.parameter(0);
  const auto from = context.query_instant("from");
  const ledger::Instant known_at = context.query_instant("known_at").value_or(context.now());
  const ledger::Instant until = context.query_instant("until").value_or(known_at);
  if (from && *from > until) {
    context.errors().push_back({"?from", "out_of_range", "from must not be later than until."});
  }
  if (auto refused = context.refusal()) return std::move(*refused);
  return context.about(serial, [context, serial, from, at = replay::TwoInstants{until, known_at}] {
    const auto timeline = context.service().questions.timeline(serial, from, at);
    if (!timeline) return context.failed(timeline.error());
    if (!*timeline) return context.license_not_found(serial);
    return http::Reply{Context::json(
        200, wire::timeline_json(**timeline, serial, at.known_at, context.language()))};
  });
}

http::Reply simulate(Context& context) {
  const std::string& serial = context.parameter(0);
  const auto body = context.object_body();
  if (!body) return *context.refusal();
  wire::Fields fields{*body, "", context.errors()};
  const ledger::Instant now = context.now();
  auto supposed = read_supposed(fields, serial, context.errors());
  const auto as_of = fields.optional_instant("as_of");
  fields.done();
  if (auto refused = context.refusal()) return std::move(*refused);
  const bool many = supposed.size() >= quick_events;
  std::function<http::Reply()> answer = [context, serial, supposed = std::move(supposed),
                                         at = replay::TwoInstants{as_of.value_or(now), now}] {
    return license_answer(context, serial,
                          context.service().questions.simulate(serial, supposed, at));
  };
  return many ? context.apart(std::move(answer)) : context.about(serial, std::move(answer));
}

}  // namespace tools::api
