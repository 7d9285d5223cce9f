#include "tools/stripe/outbox.h"

#include <boost/json.hpp>

#include "tools/stripe/unix_time.h"
#include "tools/wire/event_json.h"
#include "tools/wire/to_json.h"

namespace tools::stripe {
namespace {

namespace json = boost::json;

json::object entry_json(const OutboxEntry& entry) {
  const auto& [dossier, fact] = entry;
  const auto& event = fact.event;
  return {{"group", static_cast<int>(dossier.kind)},
          {"id", dossier.object_id},
          {"key", fact.key},
          {"at", std::to_string(unix_seconds(*event.time))},
          {"revision", fact.posted.revision},
          {"data", fact.posted.data},
          {"event",
           {{"specversion", "1.0"},
            {"source", event.source},
            {"id", event.id},
            {"type", ledger::name_of(event.type())},
            {"subject", event.subject},
            {"time", ledger::to_text(*event.time)},
            {"data", wire::event_data_json(event.data)}}}};
}

std::optional<OutboxEntry> parse_entry(const json::value& value) {
  const auto member = [&](const char* name) -> const json::value* {
    return value.is_object() ? value.get_object().if_contains(name) : nullptr;
  };
  const auto text = [&](const char* name) {
    const auto* found = member(name);
    return found != nullptr && found->is_string() ? std::string{found->get_string()} : "";
  };
  const auto number = [&](const char* name) {
    const auto* found = member(name);
    return found != nullptr && found->is_int64() ? found->get_int64() : -1;
  };
  std::vector<wire::FieldError> errors;
  const auto* stored = member("event");
  auto event = stored == nullptr ? std::nullopt : wire::parse_event(*stored, "", errors);
  const auto kind = number("group");
  if (!event || !event->time) return std::nullopt;
  if (kind < 0 || kind > static_cast<int>(DossierKind::payment)) return std::nullopt;
  return OutboxEntry{.dossier = {static_cast<DossierKind>(kind), text("id")},
                     .fact = {.key = text("key"),
                              .posted = {text("data"), static_cast<int>(number("revision"))},
                              .event = std::move(*event)}};
}

}  // namespace

std::string outbox_text(const std::vector<OutboxEntry>& entries) {
  json::array all;
  for (const auto& entry : entries) all.push_back(entry_json(entry));
  return json::serialize(all);
}

std::optional<std::vector<OutboxEntry>> parse_outbox(std::string_view text) {
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  if (error || !value.is_array()) return std::nullopt;
  std::vector<OutboxEntry> entries;
  for (const auto& each : value.get_array()) {
    auto entry = parse_entry(each);
    if (!entry) return std::nullopt;
    entries.push_back(std::move(*entry));
  }
  return entries;
}

}  // namespace tools::stripe
