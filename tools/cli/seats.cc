#include <boost/json.hpp>
#include <fmt/format.h>
#include <map>

#include "tools/cli/commands.h"
#include "tools/cli/pages/formatting.h"
#include "tools/cli/pages/page.h"
#include "tools/cli/question_options.h"
#include "tools/cli/terminal.h"
#include "tools/wire/json_read.h"

namespace tools::cli {
namespace {

namespace json = boost::json;

struct SeatsOptions : Asking {
  sources::SeatQuery query;
};

std::string seats_page(const json::object& answer, projections::words::Language language) {
  const pages::Phrases& all = pages::phrases(language);
  const pages::TablePhrases& say = all.table;
  std::map<std::string, std::vector<const json::object*>> by_module;
  for (const auto* seat : wire::objects_in(answer, "data")) {
    by_module[wire::text_in(*seat, "module")].push_back(seat);
  }
  pages::Page page{output_is_colored()};
  if (by_module.empty()) page.paragraph(say.no_seats);
  for (const auto& [module_name, seats] : by_module) {
    const auto count = static_cast<std::int64_t>(seats.size());
    page.blank();
    page.paragraph(fmt::format("{}: {}", module_name, pages::counted(count, all.seats)), 0,
                   pages::Ink::strong);
    pages::Table table{{{say.user.text()}, {say.user_type.text()}, {say.since.text()}}};
    for (const auto* seat : seats) {
      const auto since = wire::instant_in(*seat, "since");
      table.add({wire::text_in(*seat, "user"),
                 pages::user_type_in_words(wire::text_in(*seat, "user_type"), language),
                 since ? pages::moment(*since) : ""});
    }
    table.write_to(page, 2);
  }
  return page.text();
}

int seats(const SeatsOptions& options) {
  auto source = open_source(options);
  if (!source) return tell(source.error(), options);
  const auto answer = (*source)->seats(options.serial_number, options.at, options.query);
  if (!answer) return tell(answer.error(), options);
  if (options.json) {
    print_json(*answer);
  } else {
    fmt::print("{}", seats_page(*answer, options.language()));
  }
  return sources::exit_done;
}

}  // namespace

void add_seats(CLI::App& program, int& exit_code) {
  auto options = std::make_shared<SeatsOptions>();
  CLI::App* command = program.add_subcommand("seats", "Who uses which licenses, by module");
  add_asking_options(*command, *options);
  const std::string group = "Which seats";
  command->add_option("--module", options->query.module_name, "Of this module")
      ->type_name("MODULE")
      ->group(group);
  command->add_option("--user", options->query.user, "Of this user")
      ->type_name("USER")
      ->group(group);
  command->add_option("--user-type", options->query.user_type, "Of users of this type")
      ->check(CLI::IsMember({"associate", "other", "system"}))
      ->type_name("TYPE")
      ->group(group);
  command->callback([options, &exit_code] { exit_code = seats(*options); });
}

}  // namespace tools::cli
