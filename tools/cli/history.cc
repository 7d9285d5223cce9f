#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/cli/event_filter.h"
#include "tools/cli/pages/event_sentences.h"
#include "tools/cli/pages/text_page.h"
#include "tools/cli/question_options.h"
#include "tools/cli/terminal.h"
#include "tools/wire/json_read.h"
#include "tools/wire/page_json.h"

namespace tools::cli {
namespace {

namespace json = boost::json;

struct HistoryOptions : QuestionOptions {
  std::size_t limit = sources::no_limit;
};

/// The events that were known and effective at the given instants, cut to the limit like a page of
/// the server.
json::object filtered_page(const json::object& page, const HistoryOptions& options) {
  json::array events =
      effective_by(recorded_by(page.at("data").as_array(), options.at.known_at), options.at.as_of);
  std::optional<std::string> next_cursor;
  if (events.size() > options.limit) {
    events.resize(options.limit);
    next_cursor = wire::text_in(events.back().as_object(), "position");
  }
  return wire::page_json(std::move(events), next_cursor);
}

sources::CommandResult<json::object> events_of(sources::Source& source,
                                               const HistoryOptions& options) {
  const bool now = !options.at.as_of && !options.at.known_at;
  auto page = source.events(options.serial_number, now ? options.limit : sources::no_limit);
  if (!page || now) return page;
  return filtered_page(*page, options);
}

/// One line per event, however long, so that the output can be searched by line.
std::string history_page(const json::object& history, projections::words::Language language) {
  const pages::TablePhrases& wording = pages::phrases(language).table;
  const json::array& events = history.at("data").as_array();
  const pages::EventSentences sentences{language, events};
  pages::TextTable table{{{wording.recorded.text()},
                          {wording.effective.text()},
                          {wording.position.text(), pages::TextTable::Side::right},
                          {wording.actor.text()},
                          {wording.what.text()}}};
  for (const auto& event : events) {
    const auto* object = event.if_object();
    if (object == nullptr) continue;
    const auto recorded = wire::instant_in(*object, "recorded_at");
    const auto effective = wire::instant_in(*object, "effective_at");
    table.add({recorded ? pages::format_minute(*recorded) : "",
               effective ? pages::format_minute(*effective) : "",
               wire::text_in(*object, "position"), wire::text_in(*object, "actor"),
               sentences.of(event)});
  }
  pages::TextPage page{stdout_is_colored()};
  table.write_to(page);
  if (wire::flag_in(history, "has_more")) {
    page.blank();
    page.paragraph(wording.more_events);
  }
  return page.text();
}

sources::CommandResult<int> history(const HistoryOptions& options) {
  LEDGER_ASSIGN_OR_RETURN(const auto source, open_source(options));
  LEDGER_ASSIGN_OR_RETURN(const auto events, events_of(*source, options));
  if (options.json) {
    print_json(events);
  } else {
    fmt::print("{}", history_page(events, options.language()));
  }
  return sources::exit_done;
}

}  // namespace

void add_history(CLI::App& command, int& exit_code) {
  auto options = std::make_shared<HistoryOptions>();
  add_question_options(command, *options);
  command.add_option("--limit", options->limit, "Only the first N events")
      ->check(CLI::Validator{[](const std::string& text) {
                               return text.find_first_not_of('0') == std::string::npos
                                          ? std::string{"must be at least 1"}
                                          : std::string{};
                             },
                             ""})
      ->type_name("N")
      ->group(output_group);
  command.callback(
      [options, &exit_code] { exit_code = exit_code_of(history(*options), *options); });
}

}  // namespace tools::cli
