#include "tools/api/context.h"

#include <charconv>
#include <fmt/format.h>
#include <memory>

#include "ledger/digest.h"
#include "tools/api/answers.h"
#include "tools/api/security_log.h"
#include "tools/log/log.h"
#include "tools/text/text_rules.h"

namespace tools::api {
namespace {

namespace json = boost::json;

using commands::write::CommandOutcome;
using commands::write::Outcome;

constexpr std::size_t max_key_bytes = 255;

/// A refusal that the outcome says is recorded.
std::optional<KeptRefusal> recorded_refusal(const Outcome& outcome, const std::string& request_id) {
  const auto* command = std::get_if<CommandOutcome>(&outcome);
  if (command == nullptr || !commands::is_refusal(command->verdict)) return std::nullopt;
  return KeptRefusal{command->last_event->position, command->position, request_id};
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::string> Context::query(std::string_view name) const {
  for (const auto& [key, value] : request_.query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

bool Context::may_use(const std::string& serial_number) const {
  return caller_->role != access::Role::admin || caller_->serials.contains(serial_number);
}

std::optional<json::value> Context::json_body() {
  const auto content_type = request_.header("content-type");
  if (!content_type.empty() && !text::is_json_type(content_type)) {
    refused_ =
        wire::Problem{.status = 415,
                      .code = "unsupported_media_type",
                      .detail = "The body must be JSON, with Content-Type application/json."};
    return std::nullopt;
  }
  boost::system::error_code error;
  json::value value = json::parse(request_.body, error);
  if (error) {
    refused_ = wire::Problem{.status = 400,
                             .code = "malformed",
                             .detail = "The body is not JSON: " + error.message() + "."};
    return std::nullopt;
  }
  return value;
}

std::optional<json::object> Context::object_body() {
  auto value = json_body();
  if (!value) return std::nullopt;
  if (!value->is_object()) {
    errors_.push_back({"", "wrong_type", "The body must be an object."});
    return std::nullopt;
  }
  return std::move(value->get_object());
}

std::optional<http::Reply> Context::refusal() {
  if (refused_) return problem(*refused_);
  if (errors_.empty()) return std::nullopt;
  return problem({.status = 422,
                  .code = "invalid",
                  .detail = errors_.size() == 1
                                ? errors_.front().detail
                                : fmt::format("{} fields are invalid.", errors_.size()),
                  .errors = errors_});
}

std::optional<ledger::Instant> Context::query_instant(std::string_view name) {
  const auto text = query(name);
  if (!text) return std::nullopt;
  const auto instant = ledger::parse_instant_or_date(*text);
  if (!instant) {
    errors_.push_back({fmt::format("?{}", name), "not_an_instant",
                       fmt::format("{} must be an RFC 3339 instant or a date.", name)});
  }
  return instant;
}

std::size_t Context::query_limit(std::size_t most) {
  constexpr std::size_t usual = 50;
  const auto text = query("limit");
  if (!text) return usual;
  const auto limit = whole_number(*text);
  if (limit && *limit >= 1 && *limit <= most) return *limit;
  errors_.push_back(
      {"?limit", "out_of_range", fmt::format("limit must be a number from 1 to {}.", most)});
  return usual;
}

std::optional<ledger::Position> Context::position_in(std::string pointer, std::string_view text) {
  if (const auto number = whole_number(text)) return ledger::Position{*number};
  errors_.push_back({std::move(pointer), "not_a_position", "A position is an integer from 0."});
  return std::nullopt;
}

std::optional<ledger::Position> Context::query_position(std::string_view name) {
  const auto text = query(name);
  if (!text) return std::nullopt;
  return position_in(fmt::format("?{}", name), *text);
}

bool Context::query_flag(std::string_view name) {
  const auto text = query(name);
  if (text && *text != "true" && *text != "false") {
    errors_.push_back(
        {fmt::format("?{}", name), "not_in_list", fmt::format("{} must be true or false.", name)});
  }
  return text == "true";
}

replay::TwoInstants Context::query_instants() {
  const ledger::Instant present = now();
  const auto as_of = query_instant("as_of");
  const auto known_at = query_instant("known_at");
  return {.as_of = as_of.value_or(present), .known_at = known_at.value_or(present)};
}

http::Reply Context::problem(const wire::Problem& problem) const {
  return problem_response(problem, request_);
}

http::Reply Context::forbidden(std::string detail) const {
  const wire::Problem refused{.status = 403, .code = "forbidden", .detail = std::move(detail)};
  log_refused(request_, refused, caller_ ? caller_->id : std::string_view{});
  return problem(refused);
}

http::Reply Context::license_not_found(const std::string& serial_number) const {
  return problem(
      {.status = 404,
       .code = "license_not_found",
       .detail = fmt::format("No license is registered under serial number {}.", serial_number)});
}

http::Reply Context::failed(const ledger::Failure& failure) const {
  log::write(log::LogLevel::error, "failed",
             {{"request_id", request_.request_id}, {"why", to_text(failure)}});
  const bool corrupt = failure.kind == ledger::FailureKind::corrupt;
  return problem(
      {.status = 500,
       .code = "failed",
       .detail = corrupt ? failure.detail + "." : "The server could not read its data."});
}

http::HttpResponse Context::json(int status, const json::value& body) {
  return {.status = status, .body = json::serialize(body)};
}

std::optional<commands::write::IdempotencyKey> Context::idempotency_key() {
  std::string_view key = request_.header("idempotency-key");
  if (key.empty() || request_.method == "GET" || request_.method == "HEAD") return std::nullopt;
  if (key.size() >= 2 && key.front() == '"' && key.back() == '"') {
    key = key.substr(1, key.size() - 2);
  }
  if (key.empty() || key.size() > max_key_bytes) {
    errors_.push_back({"Idempotency-Key", key.empty() ? "empty" : "too_long",
                       "Idempotency-Key must have 1 to 255 bytes."});
    return std::nullopt;
  }
  const std::string_view none{"\0", 1};
  return commands::write::IdempotencyKey{
      .key = ledger::sha256({caller_->id, none, key}),
      .request = ledger::sha256({request_.method, none, request_.target, none, request_.body})};
}

std::optional<ledger::Revision> Context::if_match() {
  std::string_view tag = request_.header("if-match");
  if (tag.empty() || tag == "*") return std::nullopt;
  if (tag.size() >= 2 && tag.front() == '"' && tag.back() == '"') {
    if (const auto revision = whole_number(tag.substr(1, tag.size() - 2))) {
      return ledger::Revision{*revision};
    }
  }
  errors_.push_back({"If-Match", "not_an_etag", "If-Match must be an ETag from this server."});
  return std::nullopt;
}

http::Reply Context::hand_over(commands::write::Request request, AnyAnswer answer) {
  // If the server requires it, a client must have read a license before it changes it.
  const bool on_license = request_.segments.size() > 2 && request_.segments[1] == "licenses";
  if (service_.require_if_match && on_license && request_.header("if-match").empty()) {
    return problem({.status = 428,
                    .code = "precondition_required",
                    .detail =
                        "If-Match is required: the ETag from GET /v1/licenses/{serial} of the "
                        "state that the request refers to, or *."});
  }
  auto submission = std::make_shared<commands::write::Submission>();
  submission->request = std::move(request);
  submission->actor = fmt::format("{}:{}", ledger::name_of(caller_->role), caller_->name);
  submission->if_match = if_match();
  submission->key = idempotency_key();
  if (auto refused = refusal()) return std::move(*refused);
  // Called after the route has returned; the request outlives the reply.
  const auto respond = [answer = std::move(answer), &request = request_](const auto& outcome) {
    auto response = answer(outcome);
    return response ? std::move(*response) : problem_response(problem_of(outcome), request);
  };
  submission->render = [respond, &request = request_](const Outcome& outcome) {
    const auto refused = recorded_refusal(outcome, request.request_id);
    return refused ? kept_refusal(*refused) : kept_answer(respond(outcome));
  };
  // The response is made on the connection's thread: the writer only passes the outcome.
  return http::Deferred{[submission, respond, context = *this](const http::Deferred::Done& done) {
    submission->done = [done, respond, context](ledger::Result<Outcome> outcome) {
      done([context, respond, outcome = std::move(outcome)]() -> http::Reply {
        if (!outcome) return outcome_unknown(context.request_);
        if (const auto* before = std::get_if<commands::write::ReplayedAnswer>(&*outcome)) {
          return context.reply_again(before->answer);
        }
        const auto refused = recorded_refusal(*outcome, context.request_.request_id);
        return refused ? context.reply_refused(*refused, {}) : respond(*outcome);
      });
    };
    if (!context.service_.sequencer.submit(std::move(*submission))) {
      done([context] { return context.unavailable(); });
    }
  }};
}

/// Made from the record, and from what was recorded before it: the same whenever it is made. Since
/// when the reasons had held may take a pass over the license's history, so no other request waits
/// for it.
http::Reply Context::reply_refused(const KeptRefusal& refused,
                                   const http::HttpHeaders& headers) const {
  const auto event = ledger::read_event(service_.store, refused.recorded);
  if (!event) return failed(event.error());
  return about((*event)->subject, [refused, headers, event = *event, context = *this]() {
    auto dated = context.service_.questions.dated(*event, context.now());
    if (!dated) return context.failed(dated.error());
    CommandOutcome outcome{{.verdict = *commands::refusal_in(event->data), .reasons = *dated},
                           refused.last};
    auto response = problem_response(problem_of(outcome), context.language(), refused.request_id);
    response.headers.insert(response.headers.end(), headers.begin(), headers.end());
    return http::Reply{std::move(response)};
  });
}

/// What was answered before under the same idempotency key.
http::Reply Context::reply_again(const std::string& kept) const {
  const http::HttpHeaders headers{{"Idempotent-Replayed", "true"}};
  if (const auto refused = refusal_from(kept)) return reply_refused(*refused, headers);
  http::HttpResponse response = answer_from(kept);
  response.headers.insert(response.headers.end(), headers.begin(), headers.end());
  return response;
}

http::Reply Context::about(const std::string& serial_number,
                           std::function<http::Reply()> answer) const {
  const auto head = service_.questions.streams().head(serial_number);
  if (!head) return failed(head.error());
  const bool many = *head && (*head)->revision.value >= quick_events;
  return many ? apart(std::move(answer)) : answer();
}

http::Reply Context::apart(std::function<http::Reply()> answer) const {
  return http::Deferred{
      [answer = std::move(answer), &service = service_](http::Deferred::Done done) {
        service.run_apart([answer, done = std::move(done)] {
          done([reply = answer()]() -> http::Reply { return reply; });
        });
      }};
}

http::Reply Context::deferred(std::function<bool(Respond)> start) const {
  return http::Deferred{
      [start = std::move(start), context = *this](const http::Deferred::Done& done) {
        const bool started = start([done](http::HttpResponse response) {
          done([response = std::move(response)]() -> http::Reply { return response; });
        });
        if (!started) done([context] { return context.unavailable(); });
      }};
}

http::Reply Context::unavailable() const {
  if (service_.traffic.stopping || service_.sequencer.failure()) {
    return problem({.status = 503, .code = "stopping", .detail = "The server is stopping."});
  }
  return problem(
      {.status = 503, .code = "queue_full", .detail = "Too many requests are waiting; try again."});
}

}  // namespace tools::api
