#include <algorithm>
#include <fmt/format.h>

#include "ledger/digest.h"
#include "ledger/stream.h"
#include "tools/api/pages.h"
#include "tools/api/routes.h"
#include "tools/api/webhook_json.h"
#include "tools/http/webhook_url.h"
#include "tools/wire/to_json.h"

namespace tools::api {
namespace {

namespace json = boost::json;
using ledger::Position;
using webhooks::Delivery;
using webhooks::DeliveryStatus;
using webhooks::LogProgress;
using webhooks::Signing;
using webhooks::Subscription;
using webhooks::Sweep;

constexpr std::size_t max_webhooks = 100;
constexpr std::size_t max_types = 100;
constexpr std::size_t max_serial_numbers = 1'000;
constexpr std::size_t max_secrets = 4;  // that sign at the same time

webhooks::Webhooks& hooks(const Context& context) { return context.service().webhooks; }
webhooks::Subscriptions& subscriptions(const Context& context) {
  return hooks(context).subscriptions();
}
webhooks::Deliveries& deliveries(const Context& context) { return hooks(context).deliveries(); }

std::string new_id() {
  std::array<std::uint8_t, 12> bytes{};
  ledger::fill_random(bytes);
  return "wh_" + ledger::hex(bytes);
}

http::Reply webhook_not_found(const Context& context) {
  return context.problem({.status = 404,
                          .code = "webhook_not_found",
                          .detail = fmt::format("There is no webhook {}.", context.parameter(0))});
}

http::Reply message_not_found(const Context& context) {
  return context.problem(
      {.status = 404,
       .code = "delivery_not_found",
       .detail = fmt::format("This webhook has no message {}, or no longer has it.",
                             context.parameter(1))});
}

http::Reply is_disabled(const Context& context, const Subscription& subscription) {
  return context.problem({.status = 409,
                          .code = "webhook_disabled",
                          .detail = fmt::format("The webhook is disabled ({}): enable it first.",
                                                subscription.disabled->reason)});
}

json::object shown(const Context& context, const Subscription& subscription) {
  return webhook_json(subscription, deliveries(context).backlog(subscription.id));
}

/// The members for both creating and changing a webhook. An absent one leaves its value unchanged.
void read_url(Context& context, wire::Fields& fields, Subscription& subscription) {
  const std::string url = fields.text("url", 2'000);
  if (url.empty()) return;
  const auto& options = hooks(context).options().sender;
  const auto parsed = http::webhook_url_from(url, options.http_allowed);
  if (!parsed) return fields.problem("url", "not_a_webhook_url", parsed.error().detail);
  if (const auto address = net::ip_address_from(parsed->host)) {
    if (const auto what = options.guard.refusal(*address)) {
      return fields.problem("url", "address_refused",
                            fmt::format("is {}, to which this server delivers nothing", *what));
    }
  }
  subscription.url = url;
}

void read_types(Context& context, wire::Fields& fields, Subscription& subscription) {
  std::vector<std::string> types = fields.texts("types");
  if (types.empty()) return fields.problem("types", "empty", "must name at least one type");
  if (types.size() > max_types) {
    return fields.problem("types", "too_long", fmt::format("must name at most {}", max_types));
  }
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (webhooks::is_type(types[i])) continue;
    context.errors().push_back(
        {fmt::format("/types/{}", i), "unknown_type", "is neither a type of event nor of change"});
  }
  std::ranges::sort(types);
  types.erase(std::unique(types.begin(), types.end()), types.end());
  subscription.types = std::move(types);
}

void read_serial_numbers(wire::Fields& fields, Subscription& subscription) {
  const auto texts = fields.texts("serial_numbers");
  if (texts.size() > max_serial_numbers) {
    return fields.problem("serial_numbers", "too_long",
                          fmt::format("must name at most {}; none means all", max_serial_numbers));
  }
  subscription.serial_numbers = {texts.begin(), texts.end()};
}

void read_language(wire::Fields& fields, Subscription& subscription) {
  const std::string name = fields.optional_text("language");
  if (name.empty()) return;
  const auto language = ledger::named<Language>(name);
  if (!language) {
    return fields.problem(
        "language", "not_in_list",
        fmt::format("must be {}", fmt::join(ledger::Names<Language>::list, " or ")));
  }
  subscription.language = *language;
}

std::optional<Position> read_from_position(Context& context, wire::Fields& fields) {
  const Position end = context.service().questions.streams().end();
  const auto from =
      fields.optional_integer("from_position", 0, static_cast<std::int64_t>(end.value));
  if (!from) return std::nullopt;
  return Position{static_cast<std::uint64_t>(*from)};
}

/// Follow from there: with licenses under watch first see how they stood.
ledger::Result<LogProgress> begin_at(const Context& context, Position position, bool watches) {
  LogProgress progress{.position = position};
  const auto& service = context.service();
  if (position >= service.questions.streams().end()) {
    progress.instant = context.now();
  } else if (position.value > 0) {
    const auto before = ledger::read_event(service.store, {position.value - 1});
    if (!before) return before.error();
    progress.instant = (*before)->recorded_at;
  }
  if (watches && position.value > 0) {
    progress.sweep = Sweep{.cause = Sweep::Cause::baseline, .at = progress.instant};
  }
  return progress;
}

std::optional<webhooks::Secret> read_secret(wire::Fields& fields, Signing signing) {
  const std::string text = fields.optional_text("secret");
  if (text.empty()) return webhooks::make_secret(signing);
  if (signing == Signing::ed25519) {
    fields.problem("secret", "not_allowed",
                   "is for hmac; an Ed25519 key is generated by the server");
    return std::nullopt;
  }
  auto secret = webhooks::secret_from(text);
  if (secret && secret->signing == Signing::hmac) return secret;
  fields.problem("secret", "not_a_secret", "must be whsec_ and then base64 of 24 to 64 bytes");
  return std::nullopt;
}

bool names(const json::object& body, std::string_view member) { return body.contains(member); }

}  // namespace

http::Reply create_webhook(Context& context) {
  const auto body = context.object_body();
  if (!body) return *context.refusal();
  wire::Fields fields{*body, "", context.errors()};
  Subscription subscription{.id = new_id(), .created_at = ledger::system_now()};
  read_url(context, fields, subscription);
  read_types(context, fields, subscription);
  read_serial_numbers(fields, subscription);
  read_language(fields, subscription);
  subscription.description = fields.optional_text("description", wire::max_explanation_bytes);
  const auto signing = fields.choice("signing", Signing::hmac);
  const auto secret = read_secret(fields, signing);
  const auto from = read_from_position(context, fields);
  fields.done();
  if (auto refused = context.refusal()) return std::move(*refused);
  if (subscriptions(context).ids().size() >= max_webhooks) {
    return context.problem({.status = 409,
                            .code = "too_many_webhooks",
                            .detail = fmt::format("There are {} webhooks already.", max_webhooks)});
  }
  const Position end = context.service().questions.streams().end();
  const auto progress = begin_at(context, from.value_or(end), subscription.watches());
  if (!progress) return context.failed(progress.error());
  subscription.progress = *progress;
  subscription.secrets.push_back({*secret, std::nullopt});
  if (const auto added = subscriptions(context).add(subscription); !added)
    return context.failed(added.error());
  hooks(context).wake();
  json::object answer = shown(context, subscription);
  add_key(answer, *secret);
  return Context::json(201, answer);
}

http::Reply list_webhooks(Context& context) {
  const PageRequest page = page_request(context);
  if (auto refused = context.refusal()) return std::move(*refused);
  return page_of(page, subscriptions(context).all(),
                 [&](const Subscription& subscription) { return shown(context, subscription); });
}

http::Reply get_webhook(Context& context) {
  const auto subscription = subscriptions(context).find(context.parameter(0));
  if (!subscription) return webhook_not_found(context);
  return Context::json(200, shown(context, *subscription));
}

http::Reply change_webhook(Context& context) {
  const auto found = subscriptions(context).find(context.parameter(0));
  if (!found) return webhook_not_found(context);
  const auto body = context.object_body();
  if (!body) return *context.refusal();
  wire::Fields fields{*body, "", context.errors()};
  Subscription wanted = *found;
  if (names(*body, "url")) read_url(context, fields, wanted);
  if (names(*body, "types")) read_types(context, fields, wanted);
  if (names(*body, "serial_numbers")) read_serial_numbers(fields, wanted);
  read_language(fields, wanted);
  if (names(*body, "description")) {
    wanted.description = fields.optional_text("description", wire::max_explanation_bytes);
  }
  const auto enabled = fields.optional_boolean("enabled");
  const auto from = read_from_position(context, fields);
  fields.done();
  if (auto refused = context.refusal()) return std::move(*refused);

  const bool follows_again =
      from || wanted.types != found->types || wanted.serial_numbers != found->serial_numbers;
  std::optional<LogProgress> progress;
  if (from) {
    const auto begun = begin_at(context, *from, wanted.watches());
    if (!begun) return context.failed(begun.error());
    progress = *begun;
  }
  const auto edit = [&](Subscription& subscription) {
    subscription.url = wanted.url;
    subscription.types = wanted.types;
    subscription.serial_numbers = wanted.serial_numbers;
    subscription.language = wanted.language;
    subscription.description = wanted.description;
    if (enabled && *enabled) {
      subscription.disabled.reset();
      subscription.failing_since.reset();
    } else if (enabled && !subscription.disabled) {
      subscription.disabled = Subscription::Disabled{"operator", ledger::system_now()};
    }
    if (progress) {
      subscription.progress = *progress;
    } else if (follows_again) {
      // From the position it has reached, compared with the condition of the licenses there.
      auto& reached = subscription.progress;
      reached.sweep.reset();
      if (subscription.watches() && reached.position.value > 0) {
        reached.sweep = Sweep{.cause = Sweep::Cause::baseline, .at = reached.instant};
      }
    }
  };
  const auto edited = follows_again ? subscriptions(context).edit_and_refollow(found->id, edit)
                                    : subscriptions(context).edit(found->id, edit);
  if (!edited) return context.failed(edited.error());
  hooks(context).wake();
  return get_webhook(context);
}

http::Reply delete_webhook(Context& context) {
  const auto removed = hooks(context).remove(context.parameter(0));
  if (!removed) return context.failed(removed.error());
  if (!*removed) return webhook_not_found(context);
  return http::HttpResponse{.status = 204};
}

http::Reply rotate_webhook_secret(Context& context) {
  const auto found = subscriptions(context).find(context.parameter(0));
  if (!found) return webhook_not_found(context);
  std::optional<json::object> body = json::object{};
  if (!context.request().body.empty()) body = context.object_body();
  if (!body) return *context.refusal();
  wire::Fields fields{*body, "", context.errors()};
  const auto secret = read_secret(fields, found->secrets.front().secret.signing);
  fields.done();
  if (auto refused = context.refusal()) return std::move(*refused);
  const ledger::Instant now = ledger::system_now();
  const std::chrono::microseconds overlap{hooks(context).options().secret_overlap};
  const ledger::Instant until{now.micros + overlap.count()};
  const auto edited = subscriptions(context).edit(found->id, [&](Subscription& subscription) {
    auto& secrets = subscription.secrets;
    std::erase_if(secrets, [&](const auto& kept) { return kept.until && *kept.until <= now; });
    if (!secrets.empty() && !secrets.front().until) secrets.front().until = until;
    secrets.insert(secrets.begin(), {*secret, std::nullopt});
    if (secrets.size() > max_secrets) secrets.resize(max_secrets);
  });
  if (!edited) return context.failed(edited.error());
  if (!*edited) return webhook_not_found(context);
  json::object answer{{"id", found->id}, {"old_until", wire::to_json(until)}};
  add_key(answer, *secret);
  return Context::json(200, answer);
}

http::Reply test_webhook(Context& context) {
  const auto found = subscriptions(context).find(context.parameter(0));
  if (!found) return webhook_not_found(context);
  if (found->disabled) return is_disabled(context, *found);
  const ledger::Instant at = ledger::system_now();
  const std::string once = new_id();  // two tests in one instant are two messages
  const webhooks::MessageIdentity identity{
      .webhook_id = found->id, .type = webhooks::test_type, .serial_number = once, .at = at};
  const auto delivery =
      deliveries(context).add(found->id,
                              {webhooks::message_id(identity), std::string{webhooks::test_type},
                               found->id, webhooks::test_body(found->id, at)},
                              at);
  if (!delivery) return context.failed(delivery.error());
  if (!*delivery) return webhook_not_found(context);
  hooks(context).wake();
  return Context::json(202, delivery_json(**delivery));
}

http::Reply list_deliveries(Context& context) {
  webhooks::DeliveryQuery query{.limit = context.query_limit()};
  if (const auto status = context.query("status")) {
    query.status = ledger::named<DeliveryStatus>(*status);
    if (!query.status) {
      context.errors().push_back(
          {"?status", "not_in_list", "status must be pending, delivered or failed."});
    }
  }
  if (context.query("cursor")) query.before = page_request(context).from;
  if (auto refused = context.refusal()) return std::move(*refused);
  if (!subscriptions(context).find(context.parameter(0))) return webhook_not_found(context);
  const std::size_t limit = query.limit++;  // one more tells whether there are more
  auto found = deliveries(context).list(context.parameter(0), query);
  if (!found) return context.failed(found.error());
  std::optional<std::string> next_cursor;
  if (found->size() > limit) {
    found->pop_back();
    next_cursor = std::to_string(found->back().number);
  }
  return Context::json(200, wire::page_json(wire::list_json(*found, delivery_json), next_cursor));
}

http::Reply get_delivery(Context& context) {
  if (!subscriptions(context).find(context.parameter(0))) return webhook_not_found(context);
  const auto delivery = deliveries(context).find(context.parameter(0), context.parameter(1));
  if (!delivery) return context.failed(delivery.error());
  if (!*delivery) return message_not_found(context);
  return Context::json(200, delivery_json(**delivery));
}

http::Reply redeliver(Context& context) {
  const auto found = subscriptions(context).find(context.parameter(0));
  if (!found) return webhook_not_found(context);
  if (found->disabled) return is_disabled(context, *found);
  const auto delivery =
      deliveries(context).redeliver(found->id, context.parameter(1), ledger::system_now());
  if (!delivery) return context.failed(delivery.error());
  if (!*delivery) return message_not_found(context);
  hooks(context).wake();
  return Context::json(202, delivery_json(**delivery));
}

}  // namespace tools::api
