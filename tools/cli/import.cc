#include <boost/json.hpp>
#include <deque>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <future>
#include <iostream>

#include "tools/cli/ledger_location.h"
#include "tools/cli/progress_bar.h"
#include "tools/cli/sources/importer.h"
#include "tools/text/text_rules.h"
#include "tools/wire/json_read.h"
#include "tools/wire/problem.h"

namespace tools::cli {
namespace {

namespace json = boost::json;
using sources::LineStatus;

struct ImportOptions {
  std::string file;
  LocationOptions location;
  std::string rejects;
  bool trusted = false;
  bool json = false;
};

struct Counts {
  std::uint64_t appended = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t rejected = 0;
  std::uint64_t lines() const { return appended + duplicates + rejected; }
};

/// What is wrong with a line, for people: pointers into the event, and details.
std::string problem_text(const json::object& problem) {
  std::string text;
  for (const auto* error : wire::objects_in(problem, "errors")) {
    if (!text.empty()) text += "; ";
    const std::string pointer = wire::text_in(*error, "pointer");
    text += pointer.empty() ? wire::text_in(*error, "detail")
                            : fmt::format("{}: {}", pointer, wire::text_in(*error, "detail"));
  }
  return text.empty() ? wire::text_in(problem, "detail") : text;
}

/// Receives the rejected lines: all go to a file, each with its number and problem, to be corrected
/// and imported again; without a file the first few are printed.
class Rejects {
 public:
  explicit Rejects(const std::string& path) : to_file_(!path.empty()) {
    if (to_file_) file_.open(path, std::ios::binary | std::ios::trunc);
  }

  bool good() const { return !to_file_ || file_.good(); }

  void add(const sources::ImportLine& line, const json::object& problem) {
    if (to_file_) {
      write(line, problem);
    } else if (++printed_ <= max_printed) {
      fmt::print(stderr, "line {}: {}\n", line.number, problem_text(problem));
    } else if (printed_ == max_printed + 1) {
      fmt::print(stderr, "More lines are rejected: --rejects FILE writes all of them to a file.\n");
    }
  }

 private:
  void write(const sources::ImportLine& line, const json::object& problem) {
    json::object reject{{"line", line.number}, {"problem", problem}};
    boost::system::error_code error;
    json::value event = json::parse(line.text, error);
    if (!error) {
      reject["event"] = std::move(event);
    } else {
      std::string text = line.text;
      // JSON must be UTF-8.
      if (!text::is_utf8(text)) {
        for (char& c : text) c = static_cast<unsigned char>(c) < 0x80 ? c : '?';
      }
      reject["text"] = text;
    }
    file_ << json::serialize(reject) << '\n' << std::flush;
  }

  static constexpr int max_printed = 10;
  const bool to_file_;
  std::ofstream file_;
  int printed_ = 0;
};

sources::LineOutcome too_long() {
  const wire::Problem problem{.status = 413,
                              .code = "too_large",
                              .detail = fmt::format("The line is longer than {} bytes.",
                                                    sources::ImportLines::max_line_bytes)};
  return {.status = LineStatus::rejected,
          .problem = wire::problem_json(problem, projections::words::Language::en)};
}

/// Lines on their way.
struct Posted {
  std::vector<sources::ImportLine> piece;
  std::future<sources::LineOutcomes> outcomes;  // of those that are not too long
};

Posted post_piece(sources::Importer& importer, std::vector<sources::ImportLine> piece) {
  std::vector<sources::ImportLine> postable;
  for (const auto& line : piece) {
    if (!line.too_long) postable.push_back(line);
  }
  return {.piece = std::move(piece), .outcomes = importer.post(std::move(postable))};
}

/// Counts what became of the lines, and reports those that were rejected.
sources::CommandResult<void> settle(Posted posted, Rejects& rejects, ProgressBar& progress,
                                    Counts& counts) {
  LEDGER_ASSIGN_OR_RETURN(auto outcomes, posted.outcomes.get());
  auto next = outcomes.begin();
  for (const auto& line : posted.piece) {
    const sources::LineOutcome outcome = line.too_long ? too_long() : std::move(*next++);
    switch (outcome.status) {
      case LineStatus::appended:
        ++counts.appended;
        break;
      case LineStatus::duplicate:
        ++counts.duplicates;
        break;
      case LineStatus::rejected:
        ++counts.rejected;
        progress.clear();
        rejects.add(line, outcome.problem);
        break;
    }
  }
  return ledger::ok;
}

sources::CommandResult<void> import_lines(sources::Importer& importer, sources::ImportLines& lines,
                                          Rejects& rejects, ProgressBar& progress, Counts& counts) {
  // While the ledger is at some lines, the next are read.
  std::deque<Posted> on_their_way;
  for (bool ended = false; !ended || !on_their_way.empty();) {
    auto piece = lines.next_piece();
    ended = piece.empty();
    if (!ended) on_their_way.push_back(post_piece(importer, std::move(piece)));
    if (!ended && on_their_way.size() < importer.most_on_their_way()) continue;
    if (on_their_way.empty()) break;
    auto settled = settle(std::move(on_their_way.front()), rejects, progress, counts);
    on_their_way.pop_front();
    LEDGER_RETURN_IF_FAILED(settled);
    progress.show(lines.bytes_read(), counts.lines());
  }
  return importer.finish();
}

/// Prints the counts and, if the import stopped early, why. Returns the exit code.
int report(const sources::CommandResult<void>& done, const Counts& counts, bool as_json) {
  if (as_json) {
    json::object answer{{"lines", counts.lines()},
                        {"appended", counts.appended},
                        {"duplicates", counts.duplicates},
                        {"rejected", counts.rejected}};
    if (!done) answer["problem"] = done.error().problem;
    fmt::print("{}\n", json::serialize(answer));
  } else {
    const auto plural = [](std::uint64_t count) { return count == 1 ? "" : "s"; };
    fmt::print("{} line{}: {} appended, {} duplicate{}, {} rejected\n", counts.lines(),
               plural(counts.lines()), counts.appended, counts.duplicates,
               plural(counts.duplicates), counts.rejected);
  }
  if (done) return counts.rejected == 0 ? sources::exit_done : sources::exit_refused;
  if (!as_json) {
    report_error(done.error(), false);
    fmt::print(stderr,
               "The import stopped early. Run it again: lines already appended then count as "
               "duplicates.\n");
  }
  return done.error().exit_code;
}

sources::CommandResult<std::unique_ptr<sources::Importer>> open_importer(
    const ImportOptions& options) {
  LEDGER_ASSIGN_OR_RETURN(auto location, find_ledger(options.location, ""));
  if (!location.server) return sources::open_local_importer(location.directory, options.trusted);
  if (options.trusted) {
    return sources::bad_usage(
        "--trusted needs --data: a server records events at the time it receives them");
  }
  return sources::make_remote_importer(std::move(*location.server));
}

sources::CommandResult<int> import(const ImportOptions& options) {
  std::ifstream file;
  std::uint64_t total = 0;
  if (options.file != "-") {
    std::error_code error;
    total = std::filesystem::file_size(options.file, error);
    if (error) total = 0;
    file.open(options.file, std::ios::binary);
    if (!file || std::filesystem::is_directory(options.file, error)) {
      return sources::bad_usage(fmt::format("cannot read {}", options.file));
    }
  }
  const std::string cannot_write = fmt::format("cannot write {}", options.rejects);
  Rejects rejects{options.rejects};
  if (!rejects.good()) return sources::bad_usage(cannot_write);
  LEDGER_ASSIGN_OR_RETURN(const auto importer, open_importer(options));

  std::ios::sync_with_stdio(false);
  sources::ImportLines lines{options.file == "-" ? std::cin : file};
  Counts counts;
  ProgressBar progress{total};
  const auto done = import_lines(*importer, lines, rejects, progress, counts);
  progress.clear();
  if (!rejects.good()) return ledger::fail(ledger::FailureKind::io, cannot_write);
  return report(done, counts, options.json);
}

}  // namespace

void add_import(CLI::App& command, int& exit_code) {
  auto options = std::make_shared<ImportOptions>();
  command.add_option("FILE", options->file, "File with the events; - for standard input")
      ->type_name("")
      ->required();
  add_location_options(command, options->location,
                       "Data directory that no server has open [LICENSE_LEDGER_DATA]");
  command
      .add_option("--rejects", options->rejects,
                  "File for rejected lines, each with its number and its problem")
      ->type_name("FILE");
  command.add_flag("--trusted", options->trusted,
                   "The file is an export: keep when and by whom each event was recorded, and "
                   "decide nothing (--data only)");
  command.add_flag("--json", options->json, "Print the summary as JSON");
  command.callback(
      [options, &exit_code] { exit_code = exit_code_of(import(*options), options->json); });
}

}  // namespace tools::cli
