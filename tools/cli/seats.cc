#include <boost/json.hpp>
#include <fmt/format.h>
#include <map>

#include "tools/cli/pages/formatting.h"
#include "tools/cli/pages/text_page.h"
#include "tools/cli/question_options.h"
#include "tools/cli/terminal.h"
#include "tools/wire/json_read.h"

namespace tools::cli {
namespace {

namespace json = boost::json;

struct SeatsOptions : QuestionOptions {
  sources::SeatQuery query;
};

std::string seats_page(const json::object& answer, projections::words::Language language) {
  const pages::Phrases& phrases = pages::phrases(language);
  const pages::TablePhrases& wording = phrases.table;
  std::map<std::string, std::vector<const json::object*>> by_module;
  for (const auto* seat : wire::objects_in(answer, "data")) {
    by_module[wire::text_in(*seat, "module")].push_back(seat);
  }
  pages::TextPage page{stdout_is_colored()};
  if (by_module.empty()) page.paragraph(wording.no_seats);
  for (const auto& [module_name, seats] : by_module) {
    const auto count = static_cast<std::int64_t>(seats.size());
    page.blank();
    page.paragraph(fmt::format("{}: {}", module_name, pages::counted(count, phrases.seats)), 0,
                   pages::Ink::strong);
    pages::TextTable table{
        {{wording.user.text()}, {wording.user_type.text()}, {wording.since.text()}}};
    for (const auto* seat : seats) {
      const auto since = wire::instant_in(*seat, "since");
      table.add({wire::text_in(*seat, "user"),
                 pages::user_type_text(wire::text_in(*seat, "user_type"), language),
                 since ? pages::format_instant(*since) : ""});
    }
    table.write_to(page, 2);
  }
  return page.text();
}

sources::CommandResult<int> seats(const SeatsOptions& options) {
  LEDGER_ASSIGN_OR_RETURN(const auto source, open_source(options));
  LEDGER_ASSIGN_OR_RETURN(const auto answer,
                          source->seats(options.serial_number, options.at, options.query));
  if (options.json) {
    print_json(answer);
  } else {
    fmt::print("{}", seats_page(answer, options.language()));
  }
  return sources::exit_done;
}

}  // namespace

void add_seats(CLI::App& command, int& exit_code) {
  auto options = std::make_shared<SeatsOptions>();
  add_question_options(command, *options);
  const std::string group = "Which seats";
  command.add_option("--module", options->query.module_name, "Only this module")
      ->type_name("MODULE")
      ->group(group);
  command.add_option("--user", options->query.user, "Only this user")
      ->type_name("USER")
      ->group(group);
  command.add_option("--user-type", options->query.user_type, "Only users of this type")
      ->check(CLI::IsMember({"associate", "other", "system"}))
      ->type_name("TYPE")
      ->group(group);
  command.callback([options, &exit_code] { exit_code = exit_code_of(seats(*options), *options); });
}

}  // namespace tools::cli
