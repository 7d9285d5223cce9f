#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/cli/commands.h"
#include "tools/cli/ledger_location.h"
#include "tools/cli/out_file.h"
#include "tools/cli/pages/export_lines.h"
#include "tools/cli/progress.h"
#include "tools/cli/question_options.h"
#include "tools/cli/sources/feed.h"
#include "tools/wire/fields.h"
#include "tools/wire/json_read.h"

namespace tools::cli {
namespace {

namespace json = boost::json;

struct ExportOptions {
  PlaceOptions place;
  std::vector<std::string> serial_numbers;
  std::vector<std::string> types;
  std::optional<ledger::Instant> from;
  std::optional<ledger::Instant> until;
  std::optional<std::uint64_t> after;
  std::string format = "ndjson";
  std::string out;
  bool proofs = false;
  bool json = false;
};

/// What went out.
struct Exported {
  std::uint64_t events = 0;
  std::set<std::string> subjects;  // of those asked for
};

sources::Answer<sources::ExportFilter> filter_of(const ExportOptions& options) {
  sources::ExportFilter filter{
      .serial_numbers = {options.serial_numbers.begin(), options.serial_numbers.end()},
      .from = options.from,
      .until = options.until};
  for (const auto& name : options.types) {
    auto type = sources::event_type_asked(name);
    if (!type) return type.error();
    filter.types.insert(std::move(*type));
  }
  if (options.after) filter.after = ledger::Position{*options.after};
  if (options.from && options.until && *options.until <= *options.from) {
    return sources::bad_usage(
        "--until must be later than --from: nothing is recorded between them");
  }
  if (options.proofs && options.format == "csv") {
    return sources::bad_usage("--proofs is for --format ndjson: a table has no room for them");
  }
  if (options.json && options.out.empty()) {
    return sources::bad_usage("--json is for --out: on standard output there are the events");
  }
  return filter;
}

sources::Answer<void> read_feed(const ExportOptions& options, const sources::ExportFilter& filter,
                                const sources::FeedReader& reader) {
  auto place = find_place(options.place, "data");
  if (!place) return place.error();
  if (!place->server) return sources::read_local_feed(place->directory, filter, reader);
  if (options.proofs)
    return sources::bad_usage("--proofs needs --data: a server gives proofs one by one");
  return sources::read_remote_feed(*place->server, filter, reader);
}

/// Every license that was asked for has something to show, unless more than that was asked. Then
/// there is such a license, for its registration is an event of it.
sources::Answer<void> all_found(const sources::ExportFilter& filter, const Exported& exported) {
  if (filter.narrowed_beside_licenses()) return boost::system::in_place_value;
  for (const auto& serial_number : filter.serial_numbers) {
    if (!exported.subjects.contains(serial_number))
      return sources::license_not_found(serial_number);
  }
  return boost::system::in_place_value;
}

sources::Answer<Exported> write_events(const ExportOptions& options,
                                       const sources::ExportFilter& filter) {
  auto file = OutFile::to(options.out);
  if (!file) return file.error();
  const pages::ExportLines lines{options.format == "csv" ? pages::ExportFormat::csv
                                                         : pages::ExportFormat::ndjson};
  Exported exported;
  bool written = file->write(lines.head());
  std::optional<Progress> progress;
  const sources::FeedReader reader{
      .event =
          [&](const json::object& event) {
            ++exported.events;
            if (!filter.serial_numbers.empty())
              exported.subjects.insert(wire::text_in(event, "subject"));
            return written = file->write(lines.line(event));
          },
      .proved = [&](const json::object&) { return options.proofs; },
      .progress =
          [&](std::uint64_t passed, std::uint64_t total) {
            if (options.out.empty()) return;
            if (!progress) progress.emplace(total);
            progress->show(passed, exported.events);
          }};
  if (written) {
    const auto read = read_feed(options, filter, reader);
    progress.reset();
    if (!read) return read.error();
  }
  // Of a file that lacks what was asked for there is nothing to keep.
  const auto found = all_found(filter, exported);
  if (written && !found && !options.out.empty()) return found.error();
  if (const auto finished = file->finish(); !finished) return finished.error();
  if (!found) return found.error();
  return exported;
}

int conclude(const ExportOptions& options, const sources::ExportFilter& filter,
             const Exported& exported) {
  if (options.json) {
    print_json({{"events", exported.events}, {"whole", filter.whole()}});
    return sources::exit_done;
  }
  if (!options.out.empty()) {
    fmt::print("{} event{} in {}\n", exported.events, exported.events == 1 ? "" : "s", options.out);
  }
  if (!filter.whole()) {
    fmt::print(
        stderr,
        "This is not the whole history: import --trusted takes an event only at the position "
        "that it had.\n");
  }
  return sources::exit_done;
}

int run_export(const ExportOptions& options) {
  const auto filter = filter_of(options);
  if (!filter) return tell(filter.error(), options.json);
  const auto exported = write_events(options, *filter);
  if (!exported) return tell(exported.error(), options.json);
  return conclude(options, *filter, *exported);
}

void add_filter_options(CLI::App& command, ExportOptions& options) {
  const std::string group = "Which events";
  command
      .add_option("--license", options.serial_numbers,
                  "Of this license, without definitions and policies; may be given again")
      ->type_name("SERIAL")
      ->group(group);
  command
      .add_option("--type", options.types,
                  "Of this type, such as payment.received.v1; may be given again")
      ->type_name("TYPE")
      ->group(group);
  command.add_option("--after", options.after, "At positions after this one")
      ->check(CLI::Range(std::uint64_t{0}, static_cast<std::uint64_t>(wire::max_integer)))
      ->type_name("POSITION")
      ->group(group);
  add_instant_option(command, "--from", options.from,
                     "Recorded then or later: a date or an instant");
  add_instant_option(command, "--until", options.until,
                     "Recorded before then; when an event is effective does not matter");
}

}  // namespace

void add_export(CLI::App& program, int& exit_code) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command = program.add_subcommand(
      "export", "The events in the order of the log: the whole history, or a part of it");
  add_place_options(*command, options->place,
                    "A data directory, server running or not [LICENSE_LEDGER_DATA, else ./data]");
  add_filter_options(*command, *options);
  const std::string group = "How they are written";
  command
      ->add_option("--out", options->out,
                   "To this file, which is there when it is complete; else to standard output")
      ->type_name("FILE")
      ->group(group);
  command
      ->add_option("--format", options->format,
                   "ndjson: one CloudEvent a line, for import --trusted; csv: a table, in which a "
                   "text that a spreadsheet would run as a formula (it begins with = + - @, tab or "
                   "line break) has ' before it")
      ->check(CLI::IsMember({"ndjson", "csv"}))
      ->type_name("FORMAT")
      ->group(group);
  command
      ->add_flag("--proofs", options->proofs,
                 "With each event its stored bytes and a receipt: what verify --export checks")
      ->group(group);
  command->add_flag("--json", options->json, "The summary for programs, with --out")->group(group);
  command->callback([options, &exit_code] { exit_code = run_export(*options); });
}

}  // namespace tools::cli
