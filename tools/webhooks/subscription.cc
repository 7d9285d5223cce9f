#include "tools/webhooks/subscription.h"

#include <algorithm>

#include "tools/webhooks/kept_text.h"
#include "tools/wire/to_json.h"

namespace tools::webhooks {
namespace {

namespace json = boost::json;

json::value micros(const std::optional<Instant>& at) {
  return at ? json::value(at->micros) : json::value{};
}

std::optional<Instant> instant_in(const json::value& value) {
  if (!value.is_int64()) return std::nullopt;
  return Instant{value.get_int64()};
}

json::value sweep_json(const std::optional<Sweep>& sweep) {
  if (!sweep) return nullptr;
  return json::object{{"cause", static_cast<std::int64_t>(sweep->cause)},
                      {"at", sweep->at.micros},
                      {"after", sweep->after}};
}

std::optional<Sweep> sweep_in(const json::value& value) {
  if (!value.is_object()) return std::nullopt;
  const auto& object = value.get_object();
  return Sweep{.cause = static_cast<Sweep::Cause>(object.at("cause").as_int64()),
               .at = {object.at("at").as_int64()},
               .after = std::string{object.at("after").as_string()}};
}

Subscription read_subscription(const json::object& object) {
  const auto text = [&](const char* name) { return std::string{object.at(name).as_string()}; };
  const auto number = [&](const char* name) {
    return static_cast<std::uint64_t>(object.at(name).as_int64());
  };
  Subscription read{.id = text("id"),
                    .url = text("url"),
                    .description = text("description"),
                    .language = static_cast<Language>(number("language")),
                    .created_at = {object.at("created_at").as_int64()},
                    .failing_since = instant_in(object.at("failing_since")),
                    .progress = {.position = {number("position")},
                                 .instant = {object.at("instant").as_int64()},
                                 .sweep = sweep_in(object.at("sweep"))},
                    .next_number = number("next_number"),
                    .generation = number("generation")};
  for (const auto& type : object.at("types").as_array()) {
    read.types.emplace_back(type.as_string());
  }
  for (const auto& serial_number : object.at("serial_numbers").as_array()) {
    read.serial_numbers.emplace(serial_number.as_string());
  }
  for (const auto& kept : object.at("secrets").as_array()) {
    const auto secret = secret_from(kept.as_object().at("secret").as_string());
    if (secret) read.secrets.push_back({*secret, instant_in(kept.as_object().at("until"))});
  }
  if (const auto* disabled = object.at("disabled").if_object()) {
    read.disabled = Subscription::Disabled{std::string{disabled->at("reason").as_string()},
                                           {disabled->at("at").as_int64()}};
  }
  return read;
}

}  // namespace

bool Subscription::wants(std::string_view type) const {
  return std::ranges::find(types, type) != types.end();
}

bool Subscription::watches() const {
  return std::ranges::any_of(types, [](const std::string& type) {
    const auto change = ledger::named<ChangeType>(type);
    return change && is_watched(*change);
  });
}

std::vector<Secret> Subscription::secrets_at(Instant now) const {
  std::vector<Secret> valid;
  for (const auto& [secret, until] : secrets) {
    if (!until || now < *until) valid.push_back(secret);
  }
  return valid;
}

bool is_type(std::string_view name) {
  return ledger::named<ChangeType>(name) || ledger::event_type_named(name);
}

std::string to_text(const Subscription& subscription) {
  json::array secrets;
  for (const auto& [secret, until] : subscription.secrets) {
    secrets.push_back(json::object{{"secret", to_text(secret)}, {"until", micros(until)}});
  }
  json::value disabled;
  if (subscription.disabled) {
    disabled = json::object{{"reason", subscription.disabled->reason},
                            {"at", subscription.disabled->at.micros}};
  }
  const auto& progress = subscription.progress;
  return json::serialize(json::object{
      {"id", subscription.id},
      {"url", subscription.url},
      {"types", wire::to_json(subscription.types)},
      {"serial_numbers",
       json::array(subscription.serial_numbers.begin(), subscription.serial_numbers.end())},
      {"description", subscription.description},
      {"language", static_cast<std::int64_t>(subscription.language)},
      {"secrets", std::move(secrets)},
      {"created_at", subscription.created_at.micros},
      {"disabled", std::move(disabled)},
      {"failing_since", micros(subscription.failing_since)},
      {"position", static_cast<std::int64_t>(progress.position.value)},
      {"instant", progress.instant.micros},
      {"sweep", sweep_json(progress.sweep)},
      {"next_number", static_cast<std::int64_t>(subscription.next_number)},
      {"generation", static_cast<std::int64_t>(subscription.generation)}});
}

std::optional<Subscription> subscription_from(std::string_view text) {
  return from_kept_text(text, read_subscription);
}

}  // namespace tools::webhooks
