#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/cli/commands.h"
#include "tools/cli/event_filter.h"
#include "tools/cli/pages/event_sentences.h"
#include "tools/cli/pages/page.h"
#include "tools/cli/question_options.h"
#include "tools/cli/terminal.h"
#include "tools/wire/json_read.h"
#include "tools/wire/page_json.h"

namespace tools::cli {
namespace {

namespace json = boost::json;

struct HistoryOptions : Asking {
  std::size_t limit = sources::no_limit;
};

/// What was known and true at other instants than now, as a page that has been cut the same way.
json::object narrowed(const json::object& page, const HistoryOptions& options) {
  json::array events =
      effective_by(recorded_by(page.at("data").as_array(), options.at.known_at), options.at.as_of);
  std::optional<std::string> next_cursor;
  if (events.size() > options.limit) {
    events.resize(options.limit);
    next_cursor = wire::text_in(events.back().as_object(), "position");
  }
  return wire::page_json(std::move(events), next_cursor);
}

sources::Answer<json::object> events_of(sources::Source& source, const HistoryOptions& options) {
  const bool now = !options.at.as_of && !options.at.known_at;
  auto page = source.events(options.serial_number, now ? options.limit : sources::no_limit);
  if (!page || now) return page;
  return narrowed(*page, options);
}

/// One line for each event, as long as it takes: whoever searches it wants whole lines.
std::string history_page(const json::object& history, projections::words::Language language) {
  const pages::TablePhrases& say = pages::phrases(language).table;
  const json::array& events = history.at("data").as_array();
  const pages::EventSentences sentences{language, events};
  pages::Table table{{{say.recorded.text()},
                      {say.effective.text()},
                      {say.position.text(), pages::Table::Side::right},
                      {say.actor.text()},
                      {say.what.text()}}};
  for (const auto& event : events) {
    const auto* object = event.if_object();
    if (object == nullptr) continue;
    const auto recorded = wire::instant_in(*object, "recorded_at");
    const auto effective = wire::instant_in(*object, "effective_at");
    table.add({recorded ? pages::minute(*recorded) : "", effective ? pages::minute(*effective) : "",
               wire::text_in(*object, "position"), wire::text_in(*object, "actor"),
               sentences.of(event)});
  }
  pages::Page page{output_is_colored()};
  table.write_to(page);
  if (wire::flag_in(history, "has_more")) {
    page.blank();
    page.paragraph(say.more_events);
  }
  return page.text();
}

int history(const HistoryOptions& options) {
  auto source = open_source(options);
  if (!source) return tell(source.error(), options);
  const auto events = events_of(**source, options);
  if (!events) return tell(events.error(), options);
  if (options.json) {
    print_json(*events);
  } else {
    fmt::print("{}", history_page(*events, options.language()));
  }
  return sources::exit_done;
}

}  // namespace

void add_history(CLI::App& program, int& exit_code) {
  auto options = std::make_shared<HistoryOptions>();
  CLI::App* command =
      program.add_subcommand("history", "Every event of a license: when, by whom, what it said");
  add_asking_options(*command, *options);
  command->add_option("--limit", options->limit, "The first N events; else all")
      ->check(CLI::Validator{[](const std::string& text) {
                               return text.find_first_not_of('0') == std::string::npos
                                          ? std::string{"must be at least 1"}
                                          : std::string{};
                             },
                             ""})
      ->type_name("N")
      ->group("How it is told");
  command->callback([options, &exit_code] { exit_code = history(*options); });
}

}  // namespace tools::cli
