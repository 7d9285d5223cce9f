#include "tools/cli/pages/explain_reasons.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "ledger/event.h"
#include "projections/words/messages.h"
#include "tools/text/join.h"
#include "tools/wire/json_read.h"

namespace tools::cli::pages {
namespace {

namespace json = boost::json;

constexpr std::size_t max_events = 12;
constexpr std::size_t max_users = 10;
constexpr std::size_t indent = 3;

std::vector<TextPage::Value> value_of(std::string text) {
  if (text.empty()) return {};
  return {{.text = std::move(text)}};
}

}  // namespace

ReasonWriter::ReasonWriter(TextPage& page, Language language, const json::array& events,
                           ledger::Instant as_of)
    : page_(page),
      language_(language),
      phrases_(phrases(language)),
      sentences_(language, events),
      as_of_(as_of) {
  for (const auto& event : events) {
    const auto* object = event.if_object();
    if (object != nullptr) by_position_[wire::number_in(*object, "position")] = &event;
  }
}

void ReasonWriter::write(std::size_t number, const json::object& reason) {
  const ReasonPhrases& wording = phrases_.reason;
  page_.blank();
  page_.item(fmt::format("{}. ", number), reason_label(reason, language_), 0, Ink::strong);
  page_.paragraph(wire::text_in(reason, "message"), indent);
  page_.blank();
  const std::string resolver = wire::text_in(reason, "resolver");
  const auto known = ledger::named<projections::words::Resolver>(resolver);
  page_.fields({{wording.since.text(), value_of(since(reason))},
                {wording.resolved_by.text(),
                 value_of(known ? projections::words::resolver_name(*known, language_) : resolver)},
                {wording.to_do.text(), remedies(reason)},
                {wording.used_by.text(), value_of(users(reason))},
                {wording.rests_on.text(), evidence(reason)}},
               indent);
}

void ReasonWriter::write_warning(const json::object& warning) {
  page_.item("- ", reason_label(warning, language_), 0, Ink::warning);
  page_.paragraph(wire::text_in(warning, "message"), 2);
}

std::string ReasonWriter::since(const json::object& reason) const {
  const auto at = wire::instant_in(reason, "since");
  if (!at) return {};
  const std::int64_t days = (as_of_.micros - at->micros) / ledger::micros_per_day;
  return phrases_.reason.since_when(
      format_instant(*at),
      days == 0 ? phrases_.reason.less_than_a_day.text() : counted(days, phrases_.days));
}

std::vector<TextPage::Value> ReasonWriter::remedies(const json::object& reason) const {
  std::vector<TextPage::Value> values;
  for (const auto* remedy : wire::objects_in(reason, "remedies")) {
    const std::string text = wire::text_in(*remedy, "text");
    values.push_back({.text = values.empty() ? text : phrases_.reason.or_else(text)});
  }
  return values;
}

std::string ReasonWriter::users(const json::object& reason) const {
  auto users = wire::texts_in(reason, "users");
  if (users.size() <= max_users + 1) return text::join(users, phrases_.last_and);
  const std::size_t more = users.size() - max_users;
  users.resize(max_users);
  return phrases_.reason.and_more(text::join(users), std::to_string(more));
}

/// In chronological order.
std::vector<TextPage::Value> ReasonWriter::evidence(const json::object& reason) const {
  struct Dated {
    ledger::Instant at;
    std::int64_t position;
    TextPage::Value value;
  };
  std::vector<Dated> dated;
  const auto all = wire::objects_in(reason, "evidence");
  for (const auto* evidence : all) {
    const auto position = wire::integer_in(*evidence, "position");
    const auto found = position ? by_position_.find(*position) : by_position_.end();
    if (found == by_position_.end()) {
      dated.push_back(
          {ledger::latest,
           position.value_or(0),
           {.text = fmt::format("{} ({})", std::string_view{phrases_.reason.unknown_event},
                                phrases_.reason.cited(wire::text_in(*evidence, "position"),
                                                      wire::text_in(*evidence, "id")))}});
    } else {
      const auto at = wire::instant_in(found->second->get_object(), "effective_at");
      dated.push_back({at.value_or(ledger::latest), *position, event_value(*found->second)});
    }
  }
  std::ranges::sort(dated, [](const Dated& a, const Dated& b) {
    return std::tie(a.at, a.position) < std::tie(b.at, b.position);
  });
  std::vector<TextPage::Value> values;
  for (auto& entry : dated) {
    if (values.size() == max_events) break;
    values.push_back(std::move(entry.value));
  }
  if (values.size() < all.size()) {
    values.push_back({.text = and_others(all.size() - max_events)});
  }
  return values;
}

std::string ReasonWriter::and_others(std::size_t count) const {
  return phrases_.reason.and_others(
      counted(static_cast<std::int64_t>(count), phrases_.more_events));
}

TextPage::Value ReasonWriter::event_value(const json::value& event, DateStyle style) const {
  const auto& object = event.get_object();
  const auto at = wire::instant_in(object, "effective_at");
  std::string lead;
  if (at) {
    lead = (style == DateStyle::day ? to_text(date_of(*at)) : format_minute(*at) + " UTC") + "  ";
  }
  return {.text = fmt::format("{} ({})", sentences_.of(event), cited(object)),
          .lead = std::move(lead)};
}

/// The position and id of an event, and when it was recorded if that was on another day. The ids of
/// the ledger's own events are their positions, and are omitted.
std::string ReasonWriter::cited(const json::object& event) const {
  const std::string position = wire::text_in(event, "position");
  std::string cited = wire::text_in(event, "source") == ledger::own_source
                          ? phrases_.reason.cited_own(position)
                          : phrases_.reason.cited(position, wire::text_in(event, "id"));
  const auto effective = wire::instant_in(event, "effective_at");
  const auto recorded = wire::instant_in(event, "recorded_at");
  if (effective && recorded && date_of(*effective) != date_of(*recorded)) {
    cited += phrases_.reason.recorded(to_text(date_of(*recorded)));
  }
  return cited;
}

}  // namespace tools::cli::pages
