#include "tools/cli/event_filter.h"

#include <boost/json.hpp>

#include "tools/wire/json_read.h"

namespace tools::cli {
namespace {

namespace json = boost::json;

template <class Wanted>
json::array select(const json::array& events, std::string_view instant, const Wanted& wanted) {
  json::array found;
  for (const auto& event : events) {
    const auto* object = event.if_object();
    const auto at = object == nullptr ? std::nullopt : wire::instant_in(*object, instant);
    if (at && wanted(*at)) found.push_back(event);
  }
  return found;
}

}  // namespace

json::array recorded_by(const json::array& events, std::optional<ledger::Instant> known_at) {
  return select(events, "recorded_at", [&](auto at) { return !known_at || at <= *known_at; });
}

json::array recorded_after(const json::array& events, std::optional<ledger::Instant> known_at) {
  return select(events, "recorded_at", [&](auto at) { return known_at && at > *known_at; });
}

json::array effective_by(const json::array& events, std::optional<ledger::Instant> as_of) {
  return select(events, "effective_at", [&](auto at) { return !as_of || at <= *as_of; });
}

}  // namespace tools::cli
