#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/cli/ledger_location.h"
#include "tools/cli/out_file.h"
#include "tools/cli/pages/export_lines.h"
#include "tools/cli/progress_bar.h"
#include "tools/cli/question_options.h"
#include "tools/cli/sources/feed.h"
#include "tools/wire/fields.h"
#include "tools/wire/json_read.h"

namespace tools::cli {
namespace {

namespace json = boost::json;

struct ExportOptions {
  LocationOptions location;
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

struct Exported {
  std::uint64_t events = 0;
  std::set<std::string> subjects;  // only if licenses are selected
};

sources::CommandResult<sources::ExportFilter> filter_of(const ExportOptions& options) {
  sources::ExportFilter filter{
      .serial_numbers = {options.serial_numbers.begin(), options.serial_numbers.end()},
      .from = options.from,
      .until = options.until};
  for (const auto& name : options.types) {
    LEDGER_ASSIGN_OR_RETURN(auto type, sources::parse_event_type(name));
    filter.types.insert(std::move(type));
  }
  if (options.after) filter.after = ledger::Position{*options.after};
  if (options.from && options.until && *options.until <= *options.from) {
    return sources::bad_usage("--until must be later than --from");
  }
  if (options.proofs && options.format == "csv") {
    return sources::bad_usage("--proofs needs --format ndjson: a table has no room for them");
  }
  if (options.json && options.out.empty()) {
    return sources::bad_usage("--json needs --out: standard output holds the events");
  }
  return filter;
}

sources::CommandResult<void> read_feed(const ExportOptions& options,
                                       const sources::ExportFilter& filter,
                                       const sources::FeedReader& reader) {
  LEDGER_ASSIGN_OR_RETURN(auto location, find_ledger(options.location, "data"));
  if (!location.server) return sources::read_local_feed(location.directory, filter, reader);
  if (options.proofs) {
    return sources::bad_usage("--proofs needs --data: a server returns proofs one at a time");
  }
  return sources::read_remote_feed(*location.server, filter, reader);
}

/// A license that exists has at least its registration, so one without events does not exist.
/// Not checked with other conditions, which may exclude all of its events.
sources::CommandResult<void> check_licenses_found(const sources::ExportFilter& filter,
                                                  const Exported& exported) {
  if (filter.has_other_conditions()) return ledger::ok;
  for (const auto& serial_number : filter.serial_numbers) {
    if (!exported.subjects.contains(serial_number)) {
      return sources::license_not_found(serial_number);
    }
  }
  return ledger::ok;
}

sources::CommandResult<Exported> write_events(const ExportOptions& options,
                                              const sources::ExportFilter& filter) {
  LEDGER_ASSIGN_OR_RETURN(auto file, OutFile::to(options.out));
  const pages::ExportLines lines{options.format == "csv" ? pages::ExportFormat::csv
                                                         : pages::ExportFormat::ndjson};
  Exported exported;
  bool written = file.write(lines.head());
  std::optional<ProgressBar> progress;
  const sources::FeedReader reader{
      .event =
          [&](const json::object& event) {
            ++exported.events;
            if (!filter.serial_numbers.empty()) {
              exported.subjects.insert(wire::text_in(event, "subject"));
            }
            return written = file.write(lines.line(event));
          },
      .needs_proof = [&](const json::object&) { return options.proofs; },
      .progress =
          [&](std::uint64_t read, std::uint64_t total) {
            if (options.out.empty()) return;
            if (!progress) progress.emplace(total);
            progress->show(read, exported.events);
          }};
  if (written) {
    const auto read = read_feed(options, filter, reader);
    progress.reset();
    LEDGER_RETURN_IF_FAILED(read);
  }
  // A file without a license that was selected is not kept.
  const auto found = check_licenses_found(filter, exported);
  if (written && !found && !options.out.empty()) return found.error();
  LEDGER_RETURN_IF_FAILED(file.finish());
  LEDGER_RETURN_IF_FAILED(found);
  return exported;
}

void print_summary(const ExportOptions& options, const sources::ExportFilter& filter,
                   const Exported& exported) {
  if (options.json) {
    print_json({{"events", exported.events}, {"whole", filter.whole()}});
    return;
  }
  if (!options.out.empty()) {
    fmt::print("{} event{} in {}\n", exported.events, exported.events == 1 ? "" : "s", options.out);
  }
  if (!filter.whole()) {
    fmt::print(stderr,
               "This is not the whole history: import --trusted accepts an event only at its "
               "original position.\n");
  }
}

sources::CommandResult<int> run_export(const ExportOptions& options) {
  LEDGER_ASSIGN_OR_RETURN(const auto filter, filter_of(options));
  LEDGER_ASSIGN_OR_RETURN(const auto exported, write_events(options, filter));
  print_summary(options, filter, exported);
  return sources::exit_done;
}

void add_filter_options(CLI::App& command, ExportOptions& options) {
  const std::string group = "Which events";
  command
      .add_option("--license", options.serial_numbers,
                  "Only this license, without definitions and policies; may be repeated")
      ->type_name("SERIAL")
      ->group(group);
  command
      .add_option("--type", options.types,
                  "Only this type, such as payment.received.v1; may be repeated")
      ->type_name("TYPE")
      ->group(group);
  command.add_option("--after", options.after, "Only positions after this one")
      ->check(CLI::Range(std::uint64_t{0}, static_cast<std::uint64_t>(wire::max_integer)))
      ->type_name("POSITION")
      ->group(group);
  add_instant_option(command, "--from", options.from, "Recorded at this date or instant, or later");
  add_instant_option(command, "--until", options.until,
                     "Recorded before this date or instant, whenever it is effective");
}

}  // namespace

void add_export(CLI::App& command, int& exit_code) {
  auto options = std::make_shared<ExportOptions>();
  add_location_options(command, options->location, data_directory_help);
  add_filter_options(command, *options);
  const std::string group = output_group;
  command
      .add_option("--out", options->out,
                  "File to write, which appears once it is complete; default: standard output")
      ->type_name("FILE")
      ->group(group);
  command
      .add_option("--format", options->format,
                  "ndjson: one CloudEvent per line, for import --trusted; csv: a table, in which a "
                  "text that a spreadsheet would run as a formula (it starts with = + - @, tab or "
                  "line break) is prefixed with '")
      ->check(CLI::IsMember({"ndjson", "csv"}))
      ->type_name("FORMAT")
      ->group(group);
  command
      .add_flag("--proofs", options->proofs,
                "Add to each event its stored bytes and a receipt, for verify --export")
      ->group(group);
  command.add_flag("--json", options->json, "Print the summary as JSON; needs --out")->group(group);
  command.callback(
      [options, &exit_code] { exit_code = exit_code_of(run_export(*options), options->json); });
}

}  // namespace tools::cli
