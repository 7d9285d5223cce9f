#include "tools/api/webhook_json.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/wire/to_json.h"

namespace tools::api {
namespace {

namespace json = boost::json;
using webhooks::Delivery;
using webhooks::DeliveryAttempt;
using webhooks::DeliveryStatus;
using webhooks::Signing;
using webhooks::Subscription;

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value{} : json::value(text);
}

json::object attempt_json(const DeliveryAttempt& attempt) {
  return {{"at", wire::to_json(attempt.at)},
          {"milliseconds", attempt.milliseconds},
          {"status", attempt.status == 0 ? json::value{} : json::value(attempt.status)},
          {"error", text_or_null(attempt.error)},
          {"answer", text_or_null(attempt.excerpt)}};
}

json::array public_keys(const Subscription& subscription) {
  return wire::list_json(subscription.secrets, [](const Subscription::KeptSecret& kept) {
    return json::object{{"public_key", webhooks::public_key_text(kept.secret)},
                        {"until", wire::to_json(kept.until)}};
  });
}

}  // namespace

json::object webhook_json(const Subscription& subscription, const webhooks::Backlog& backlog) {
  json::object object{{"id", subscription.id},
                      {"url", subscription.url},
                      {"types", wire::to_json(subscription.types)},
                      {"serial_numbers", json::array(subscription.serial_numbers.begin(),
                                                     subscription.serial_numbers.end())},
                      {"description", subscription.description},
                      {"language", ledger::name_of(subscription.language)},
                      {"enabled", !subscription.disabled.has_value()}};
  object["disabled"] =
      subscription.disabled
          ? json::value(json::object{{"reason", subscription.disabled->reason},
                                     {"at", wire::to_json(subscription.disabled->at)}})
          : json::value{};
  const auto signing = subscription.secrets.front().secret.signing;
  object["signing"] = ledger::name_of(signing);
  if (signing == Signing::ed25519) object["public_keys"] = public_keys(subscription);
  object["created_at"] = wire::to_json(subscription.created_at);
  object["failing_since"] = wire::to_json(subscription.failing_since);
  object["position"] = subscription.progress.position.value;
  object["pending"] = backlog.pending;
  return object;
}

json::object delivery_json(const Delivery& delivery) {
  const bool pending = delivery.status == DeliveryStatus::pending;
  return {{"id", delivery.message_id},
          {"type", delivery.type},
          {"subject", delivery.subject},
          {"status", ledger::name_of(delivery.status)},
          {"created_at", wire::to_json(delivery.created_at)},
          {"next_attempt_at", pending ? wire::to_json(delivery.next_attempt_at) : json::value{}},
          {"finished_at", wire::to_json(delivery.finished_at)},
          {"attempts", wire::list_json(delivery.attempts, attempt_json)}};
}

void add_key(json::object& object, const webhooks::Secret& secret) {
  if (secret.signing == Signing::hmac) {
    object["secret"] = webhooks::to_text(secret);
  } else {
    object["public_key"] = webhooks::public_key_text(secret);
  }
}

std::string webhook_metrics(const webhooks::WebhookStats& stats) {
  std::string text;
  const auto family = [&](std::string_view name, std::string_view kind, std::string_view help) {
    text +=
        fmt::format("# HELP license_ledger_webhook{0} {1}\n# TYPE license_ledger_webhook{0} {2}\n",
                    name, help, kind);
  };
  const auto sample = [&](std::string_view name, auto value) {
    text += fmt::format("license_ledger_webhook{} {}\n", name, value);
  };
  family("s", "gauge", "Webhooks, by whether they are enabled.");
  sample("s{enabled=\"true\"}", stats.enabled);
  sample("s{enabled=\"false\"}", stats.disabled);
  family("_messages_pending", "gauge", "Messages that wait to be delivered.");
  sample("_messages_pending", stats.pending);
  family("_oldest_pending_seconds", "gauge", "Age of the oldest of them.");
  sample("_oldest_pending_seconds", stats.oldest_pending_s);
  family("_events_behind", "gauge", "Events that the slowest webhook has not followed yet.");
  sample("_events_behind", stats.behind);
  family("_attempts_total", "counter", "Attempts to deliver since the start, by outcome.");
  sample("_attempts_total{outcome=\"delivered\"}", stats.sending.delivered);
  sample("_attempts_total{outcome=\"refused\"}", stats.sending.refused);
  sample("_attempts_total{outcome=\"unanswered\"}", stats.sending.unanswered);
  return text;
}

}  // namespace tools::api
