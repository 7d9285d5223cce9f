#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/cli/pages/status_page.h"
#include "tools/cli/question_options.h"
#include "tools/cli/terminal.h"

namespace tools::cli {
namespace {

struct StatusOptions : QuestionOptions {
  bool all = false;
};

sources::CommandResult<int> status(const StatusOptions& options) {
  LEDGER_ASSIGN_OR_RETURN(const auto source, open_source(options));
  LEDGER_ASSIGN_OR_RETURN(const auto license, source->license(options.serial_number, options.at));
  if (options.json) {
    print_json(license);
    return sources::exit_done;
  }
  fmt::print("{}",
             pages::status_page(license, {.language = options.language(),
                                          .colored = stdout_is_colored(),
                                          .hidden = options.all,
                                          .other_as_of = options.at.as_of.has_value(),
                                          .other_known_at = options.at.known_at.has_value()}));
  return sources::exit_done;
}

}  // namespace

void add_status(CLI::App& command, int& exit_code) {
  auto options = std::make_shared<StatusOptions>();
  add_question_options(command, *options);
  command.add_flag("--all", options->all, "Include hidden modules, which come with user plans")
      ->group(output_group);
  command.callback([options, &exit_code] { exit_code = exit_code_of(status(*options), *options); });
}

}  // namespace tools::cli
