#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/cli/commands.h"
#include "tools/cli/event_filter.h"
#include "tools/cli/evidence.h"
#include "tools/cli/pages/explain_page.h"
#include "tools/cli/question_options.h"
#include "tools/cli/terminal.h"
#include "tools/wire/json_read.h"

namespace tools::cli {
namespace {

namespace json = boost::json;

sources::Answer<pages::Explanation> gather(sources::Source& source, const Asking& asking,
                                           json::object license) {
  auto events = source.events(asking.serial_number, sources::no_limit);
  if (!events) return events.error();
  pages::Explanation told{.license = std::move(license)};
  told.other_as_of = asking.at.as_of.has_value();
  // The view's own instants, so that an event that came between two answers is in neither.
  const sources::Instants at{.as_of = wire::instant_in(told.license, "as_of"),
                             .known_at = wire::instant_in(told.license, "known_at")};
  const json::array all = std::move((*events)["data"].as_array());
  told.events = recorded_by(all, at.known_at);
  if (asking.at.known_at) {
    auto by_now = source.license(asking.serial_number, {.as_of = at.as_of, .known_at = {}});
    if (!by_now) return by_now.error();
    told.learned = pages::Explanation::Learned{
        .events = effective_by(recorded_after(all, at.known_at), at.as_of),
        .license = std::move(*by_now)};
  }
  return told;
}

/// Proof for whoever has the log's public key, from the data directory alone.
sources::Answer<void> prove(const Asking& asking, const pages::Explanation& told,
                            const std::string& directory) {
  auto place = find_place(asking.place, "data");
  if (!place) return place.error();
  if (place->server)
    return sources::bad_usage("--evidence needs --data: the proofs are made of its log");
  return write_evidence(place->directory, directory,
                        {.serial_number = asking.serial_number,
                         .view = told.license,
                         .page = pages::explain_page(told, asking.language(), false)});
}

int explain(const Asking& asking, const std::string& evidence) {
  auto source = open_source(asking);
  if (!source) return tell(source.error(), asking);
  auto license = (*source)->license(asking.serial_number, asking.at);
  if (!license) return tell(license.error(), asking);
  if (asking.json && evidence.empty()) {
    print_json(*license);
    return sources::exit_done;
  }
  const auto told = gather(**source, asking, std::move(*license));
  if (!told) return tell(told.error(), asking);
  if (!evidence.empty()) {
    if (const auto proved = prove(asking, *told, evidence); !proved) {
      return tell(proved.error(), asking);
    }
  }
  if (asking.json) {
    print_json(told->license);
    return sources::exit_done;
  }
  fmt::print("{}", pages::explain_page(*told, asking.language(), output_is_colored()));
  return sources::exit_done;
}

}  // namespace

void add_explain(CLI::App& program, int& exit_code) {
  auto asking = std::make_shared<Asking>();
  CLI::App* command = program.add_subcommand(
      "explain", "Why a license cannot be activated, and who can do what about it");
  add_asking_options(*command, *asking);
  auto evidence = std::make_shared<std::string>();
  command
      ->add_option("--evidence", *evidence,
                   "Also make this directory, with the explanation, the events behind it, their "
                   "proofs, and how to check them")
      ->type_name("DIR");
  command->callback([asking, evidence, &exit_code] { exit_code = explain(*asking, *evidence); });
}

}  // namespace tools::cli
