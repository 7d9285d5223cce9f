#include "tools/stripe/intent.h"

#include <boost/json.hpp>

#include "tools/wire/event_json.h"
#include "tools/wire/to_json.h"

namespace tools::stripe {
namespace {

namespace json = boost::json;

}  // namespace

std::string intent_text(const std::vector<Intent>& intents) {
  json::array all;
  for (const auto& [group, saying] : intents) {
    const auto& event = saying.event;
    all.push_back(json::object{{"group", static_cast<int>(group.kind)},
                               {"id", group.id},
                               {"key", saying.key},
                               {"at", saying.at},
                               {"revision", saying.said.revision},
                               {"data", saying.said.data},
                               {"event",
                                {{"specversion", "1.0"},
                                 {"source", event.source},
                                 {"id", event.id},
                                 {"type", saying.type},
                                 {"subject", event.subject},
                                 {"time", ledger::to_text(*event.time)},
                                 {"data", wire::event_data_json(event.data)}}}});
  }
  return json::serialize(all);
}

std::optional<std::vector<Intent>> intent_of(std::string_view text) {
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  if (error || !value.is_array()) return std::nullopt;
  std::vector<Intent> intents;
  for (const auto& each : value.get_array()) {
    const auto member = [&](const char* name) -> const json::value* {
      return each.is_object() ? each.get_object().if_contains(name) : nullptr;
    };
    const auto text_of = [&](const char* name) {
      const auto* found = member(name);
      return found != nullptr && found->is_string() ? std::string{found->get_string()} : "";
    };
    const auto number_of = [&](const char* name) {
      const auto* found = member(name);
      return found != nullptr && found->is_int64() ? found->get_int64() : -1;
    };
    std::vector<wire::FieldError> errors;
    const auto* stated = member("event");
    auto event = stated == nullptr ? std::nullopt : wire::parse_event(*stated, "", errors);
    const auto kind = number_of("group");
    if (!event || kind < 0 || kind > static_cast<int>(Group::Kind::payment)) return std::nullopt;
    Saying saying{.subject = event->subject,
                  .type = std::string{ledger::name_of(event->type())},
                  .key = text_of("key"),
                  .at = text_of("at"),
                  .said = {text_of("data"), static_cast<int>(number_of("revision"))},
                  .event = std::move(*event)};
    intents.push_back({{static_cast<Group::Kind>(kind), text_of("id")}, std::move(saying)});
  }
  return intents;
}

}  // namespace tools::stripe
