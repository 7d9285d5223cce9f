#include "tools/cli/question_options.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "projections/words/messages.h"
#include "tools/cli/pages/phrases.h"
#include "tools/cli/terminal.h"
#include "tools/wire/json_read.h"

namespace tools::cli {
namespace {

using projections::words::Language;

}  // namespace

Language language_named(const std::string& name) {
  if (name.empty()) return language_of_environment();
  return name == "sv" ? Language::sv : Language::en;
}

Language Asking::language() const { return language_named(language_name); }

void add_language_option(CLI::App& command, std::string& language_name) {
  command.add_option("--lang", language_name, "The language; else as LC_ALL or LANG says")
      ->check(CLI::IsMember({"en", "sv"}))
      ->type_name("LANG")
      ->group("How it is told");
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

void add_asking_options(CLI::App& command, Asking& asking) {
  command.add_option("SERIAL", asking.serial_number, "The serial number of the license")
      ->type_name("")
      ->required();
  add_place_options(command, asking.place,
                    "A data directory, server running or not [LICENSE_LEDGER_DATA, else ./data]");
  add_instant_option(command, "--as-of", asking.at.as_of,
                     "What was true then: a date or an instant; else now");
  add_instant_option(command, "--known-at", asking.at.known_at,
                     "By what was known then; else by what is known now");
  add_language_option(command, asking.language_name);
  command.add_flag("--json", asking.json, "As the HTTP interface answers, for programs")
      ->group("How it is told");
}

sources::Answer<std::unique_ptr<sources::Source>> open_source(const Asking& asking) {
  auto place = find_place(asking.place, "data");
  if (!place) return place.error();
  if (place->server)
    return sources::make_remote_source(std::move(*place->server), asking.language());
  return sources::open_local_source(place->directory, asking.language());
}

int tell(const sources::Trouble& trouble, const Asking& asking) {
  if (asking.json || wire::text_in(trouble.problem, "code") != "license_not_found") {
    return tell(trouble, asking.json);
  }
  const ledger::Reason reason{.code = ledger::ReasonCode::license_not_found,
                              .serial_number = asking.serial_number};
  fmt::print(stderr, "license-ledger: {}\n",
             projections::words::message(reason, asking.language()));
  if (asking.at.as_of || asking.at.known_at) {
    fmt::print(stderr, "{}\n", std::string_view{pages::phrases(asking.language()).not_found_then});
  }
  return trouble.exit_code;
}

void print_json(const boost::json::object& answer) {
  fmt::print("{}\n", boost::json::serialize(answer));
}

}  // namespace tools::cli
