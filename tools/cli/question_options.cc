#include "tools/cli/question_options.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "projections/words/messages.h"
#include "tools/cli/pages/phrases.h"
#include "tools/cli/terminal.h"
#include "tools/wire/json_read.h"

namespace tools::cli {

using projections::words::Language;

Language QuestionOptions::language() const {
  if (language_name.empty()) return language_from_environment();
  return ledger::named<Language>(language_name).value_or(Language{});
}

void add_instant_option(CLI::App& command, const std::string& name,
                        std::optional<ledger::Instant>& at, const std::string& description) {
  command
      .add_option_function<std::string>(
          name,
          [&at, name](const std::string& text) {
            at = ledger::parse_instant_or_date(text);
            if (at) return;
            throw CLI::ValidationError(name,
                                       "must be a date such as 2026-03-01 or an instant such as "
                                       "2026-03-01T09:30:00Z");
          },
          description)
      ->type_name("WHEN")
      ->group("When");
}

void add_question_options(CLI::App& command, QuestionOptions& options) {
  command.add_option("SERIAL", options.serial_number, "The serial number of the license")
      ->type_name("")
      ->required();
  add_location_options(command, options.location, data_directory_help);
  add_instant_option(command, "--as-of", options.at.as_of,
                     "What was true at this date or instant; default: now");
  add_instant_option(command, "--known-at", options.at.known_at,
                     "What was known at this date or instant; default: now");
  constexpr auto languages = ledger::Names<Language>::list;
  command.add_option("--lang", options.language_name, "Language; default: from LC_ALL or LANG")
      ->check(CLI::IsMember(std::vector<std::string>{languages.begin(), languages.end()}))
      ->type_name("LANG")
      ->group(output_group);
  command.add_flag("--json", options.json, "Print the JSON of the HTTP interface")
      ->group(output_group);
}

sources::CommandResult<std::unique_ptr<sources::Source>> open_source(
    const QuestionOptions& options) {
  LEDGER_ASSIGN_OR_RETURN(auto location, find_ledger(options.location, "data"));
  if (!location.server) return sources::open_local_source(location.directory, options.language());
  return sources::make_remote_source(std::move(*location.server), options.language());
}

int exit_code_of(const sources::CommandResult<int>& result, const QuestionOptions& options) {
  const bool not_found =
      !result && wire::text_in(result.error().problem, "code") == "license_not_found";
  if (options.json || !not_found) return exit_code_of(result, options.json);
  const ledger::Reason reason{.code = ledger::ReasonCode::license_not_found,
                              .serial_number = options.serial_number};
  fmt::print(stderr, "license-ledger: {}\n",
             projections::words::message(reason, options.language()));
  if (options.at.as_of || options.at.known_at) {
    fmt::print(stderr, "{}\n", std::string_view{pages::phrases(options.language()).not_found_then});
  }
  return result.error().exit_code;
}

void print_json(const boost::json::object& answer) {
  fmt::print("{}\n", boost::json::serialize(answer));
}

}  // namespace tools::cli
