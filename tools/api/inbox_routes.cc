#include <boost/json.hpp>
#include <charconv>
#include <fmt/format.h>

#include "tools/api/pages.h"
#include "tools/api/routes.h"
#include "tools/stripe/ingest_queue.h"
#include "tools/wire/to_json.h"

/// Stripe events that are not in the ledger, or were not at first.
namespace tools::api {
namespace {

namespace json = boost::json;
using stripe::IngestQueue;
using stripe::Item;
using stripe::Processor;

constexpr std::int64_t micros_per_second = 1'000'000;

wire::Problem no_stripe() {
  return {.status = 404,
          .code = "not_found",
          .detail = "There is no inbox: the server was started without --stripe-config."};
}

wire::Problem no_such_item(const std::string& id) {
  return {.status = 404,
          .code = "inbox_item_not_found",
          .detail = "The inbox has no event with the id " + id + "."};
}

json::value instant_or_null(std::int64_t micros) {
  return micros == 0 ? json::value{} : json::value(ledger::to_text(ledger::Instant{micros}));
}

json::object item_json(const Item& item) {
  const bool dismissed = item.state == ledger::name_of(stripe::ItemState::dismissed);
  json::object body{{"id", item.id},
                    {"source", "stripe"},
                    {"type", item.type},
                    {"object_id", item.object},
                    {"status", item.state},
                    {"created", instant_or_null(item.created * micros_per_second)},
                    {"received_at", instant_or_null(item.received_at)},
                    {"attempts", item.attempts},
                    {"attempted_at", instant_or_null(item.attempted_at)},
                    {"closed_at", instant_or_null(item.closed_at)}};
  body["reason"] = item.reason.empty()
                       ? json::value{}
                       : json::object{{"code", item.reason}, {"detail", item.detail}};
  body["serial_number"] = item.serial.empty() ? json::value{} : json::value(item.serial);
  body["dismissal"] =
      dismissed ? json::object{{"reason", item.dismissal}, {"by", item.closed_by}} : json::value{};
  return body;
}

/// Includes what Stripe posted; as text if it is not JSON.
json::object whole_item_json(const Item& item) {
  auto body = item_json(item);
  boost::system::error_code error;
  auto event = json::parse(item.raw, error);
  body["event"] = error ? json::value(item.raw) : std::move(event);
  return body;
}

template <ledger::Named E>
std::optional<E> query_choice(Context& context, const char* name) {
  const auto text = context.query(name);
  if (!text) return std::nullopt;
  const auto& names = ledger::Names<E>::list;
  const auto found = std::ranges::find(names, *text);
  if (found != names.end()) return static_cast<E>(found - names.begin());
  context.errors().push_back({fmt::format("?{}", name), "not_in_list",
                              fmt::format("{} must be one of: {}.", name, fmt::join(names, ", "))});
  return std::nullopt;
}

std::optional<std::uint64_t> query_cursor(Context& context) {
  const auto text = context.query("cursor");
  if (!text) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error == std::errc{} && end == text->data() + text->size()) return number;
  context.errors().push_back(
      {"?cursor", "not_a_cursor", "cursor must be a next_cursor of this list."});
  return std::nullopt;
}

/// The current item, or a problem if there is none.
http::HttpResponse shown(const IngestQueue& queue, const std::string& id,
                         const http::HttpRequest& request) {
  const auto item = queue.inbox().find(id);
  if (!item) return outcome_unknown(request);
  if (!*item) return problem_response(no_such_item(id), request);
  return Context::json(200, whole_item_json(**item));
}

}  // namespace

http::Reply list_inbox(Context& context) {
  const auto* queue = context.service().stripe;
  if (queue == nullptr) return context.problem(no_stripe());
  const stripe::Inbox::ItemFilter wanted{
      .state = query_choice<stripe::ItemState>(context, "status"),
      .reason = query_choice<stripe::InboxReason>(context, "reason")};
  const auto limit = context.query_limit();
  const auto after = query_cursor(context);
  if (auto refused = context.refusal()) return std::move(*refused);
  const auto page = queue->inbox().list(wanted, after, limit);
  if (!page) return context.failed(page.error());
  json::array data;
  for (const auto& item : page->items) data.push_back(item_json(item));
  std::optional<std::string> next_cursor;
  if (page->has_more) next_cursor = std::to_string(page->items.back().number);
  return Context::json(200, wire::page_json(std::move(data), next_cursor));
}

http::Reply get_inbox_item(Context& context) {
  const auto* queue = context.service().stripe;
  if (queue == nullptr) return context.problem(no_stripe());
  return shown(*queue, context.parameter(0), context.request());
}

http::Reply retry_inbox(Context& context) {
  auto* queue = context.service().stripe;
  if (queue == nullptr) return context.problem(no_stripe());
  return context.deferred([queue, &request = context.request()](const Context::Respond& answer) {
    return queue->retry_all([&request, answer](ledger::Result<IngestQueue::Retried> retried) {
      if (!retried) return answer(outcome_unknown(request));
      answer(Context::json(200,
                           json::object{{"tried", retried->tried}, {"settled", retried->settled}}));
    });
  });
}

http::Reply retry_inbox_item(Context& context) {
  auto* queue = context.service().stripe;
  if (queue == nullptr) return context.problem(no_stripe());
  return context.deferred([queue, id = context.parameter(0),
                           &request = context.request()](const Context::Respond& answer) {
    return queue->retry(id, [queue, id, &request, answer](
                                const ledger::Result<std::optional<stripe::StripeReceipt>>& tried) {
      answer(tried ? shown(*queue, id, request) : outcome_unknown(request));
    });
  });
}

http::Reply dismiss_inbox_item(Context& context) {
  auto* queue = context.service().stripe;
  if (queue == nullptr) return context.problem(no_stripe());
  const auto body = context.object_body();
  if (!body) return *context.refusal();
  wire::Fields fields{*body, "", context.errors()};
  auto reason = fields.text("reason", wire::max_explanation_bytes);
  fields.done();
  if (auto refused = context.refusal()) return std::move(*refused);
  const auto by =
      fmt::format("{}:{}", ledger::name_of(context.caller().role), context.caller().name);
  return context.deferred([queue, id = context.parameter(0), reason = std::move(reason), by,
                           &request = context.request()](const Context::Respond& answer) {
    return queue->dismiss(
        id, reason, by,
        [queue, id, &request, answer](const ledger::Result<Processor::Dismissal>& dismissed) {
          if (!dismissed) return answer(outcome_unknown(request));
          if (*dismissed == Processor::Dismissal::not_open) {
            const wire::Problem problem{.status = 409,
                                        .code = "not_open",
                                        .detail = "Only an open event can be dismissed."};
            return answer(problem_response(problem, request));
          }
          answer(shown(*queue, id, request));
        });
  });
}

}  // namespace tools::api
