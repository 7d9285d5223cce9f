#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/cli/commands.h"
#include "tools/cli/pages/status_page.h"
#include "tools/cli/question_options.h"
#include "tools/cli/terminal.h"

namespace tools::cli {
namespace {

struct StatusOptions : Asking {
  bool all = false;
};

int status(const StatusOptions& options) {
  auto source = open_source(options);
  if (!source) return tell(source.error(), options);
  const auto license = (*source)->license(options.serial_number, options.at);
  if (!license) return tell(license.error(), options);
  if (options.json) {
    print_json(*license);
  } else {
    fmt::print("{}",
               pages::status_page(*license, {.language = options.language(),
                                             .colored = output_is_colored(),
                                             .hidden = options.all,
                                             .other_as_of = options.at.as_of.has_value(),
                                             .other_known_at = options.at.known_at.has_value()}));
  }
  return sources::exit_done;
}

}  // namespace

void add_status(CLI::App& program, int& exit_code) {
  auto options = std::make_shared<StatusOptions>();
  CLI::App* command =
      program.add_subcommand("status", "A license on one screen: in force, in use, free, pending");
  add_asking_options(*command, *options);
  command->add_flag("--all", options->all, "With hidden modules, which come through user plans")
      ->group("How it is told");
  command->callback([options, &exit_code] { exit_code = status(*options); });
}

}  // namespace tools::cli
