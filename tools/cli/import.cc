#include <boost/json.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iostream>

#include "tools/cli/commands.h"
#include "tools/cli/ledger_location.h"
#include "tools/cli/progress.h"
#include "tools/cli/sources/importer.h"
#include "tools/text/text_rules.h"
#include "tools/wire/json_read.h"
#include "tools/wire/problem.h"

namespace tools::cli {
namespace {

namespace json = boost::json;
using Status = sources::LineOutcome::Status;

struct ImportOptions {
  std::string file;
  PlaceOptions place;
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

/// What is wrong with a line, for people: where in the event, and what.
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

/// The rejected lines, each with its number and what is wrong with it, to be mended and imported.
class Rejects {
 public:
  explicit Rejects(const std::string& path) : wanted_(!path.empty()) {
    if (wanted_) file_.open(path, std::ios::binary | std::ios::trunc);
  }

  bool good() const { return !wanted_ || file_.good(); }

  void add(const sources::ImportLine& line, const json::object& problem) {
    if (wanted_) {
      write(line, problem);
    } else if (++told_ <= max_told) {
      fmt::print(stderr, "line {}: {}\n", line.number, problem_text(problem));
    } else if (told_ == max_told + 1) {
      fmt::print(stderr, "More lines are rejected: --rejects FILE keeps them all.\n");
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
      // JSON can hold no other bytes.
      if (!text::is_utf8(text)) {
        for (char& c : text) c = static_cast<unsigned char>(c) < 0x80 ? c : '?';
      }
      reject["text"] = text;
    }
    file_ << json::serialize(reject) << '\n' << std::flush;
  }

  static constexpr int max_told = 10;
  const bool wanted_;
  std::ofstream file_;
  int told_ = 0;
};

sources::LineOutcome too_long() {
  const wire::Problem problem{.status = 413,
                              .code = "too_large",
                              .detail = fmt::format("The line is longer than {} bytes.",
                                                    sources::ImportLines::max_line_bytes)};
  return {.status = Status::rejected,
          .problem = wire::problem_json(problem, projections::words::Language::en)};
}

/// Posts the lines that can be; the outcomes of all.
sources::Answer<std::vector<sources::LineOutcome>> post(
    sources::Importer& importer, const std::vector<sources::ImportLine>& piece) {
  std::vector<sources::ImportLine> postable;
  for (const auto& line : piece) {
    if (!line.too_long) postable.push_back(line);
  }
  auto posted = importer.post(postable);
  if (!posted || postable.size() == piece.size()) return posted;
  std::vector<sources::LineOutcome> outcomes;
  auto next = posted->begin();
  for (const auto& line : piece) {
    outcomes.push_back(line.too_long ? too_long() : std::move(*next++));
  }
  return outcomes;
}

sources::Answer<void> run(sources::Importer& importer, sources::ImportLines& lines,
                          Rejects& rejects, Progress& progress, Counts& counts) {
  while (true) {
    const auto piece = lines.next_piece();
    if (piece.empty()) return importer.finish();
    const auto outcomes = post(importer, piece);
    if (!outcomes) return outcomes.error();
    for (std::size_t i = 0; i < piece.size(); ++i) {
      const sources::LineOutcome& outcome = (*outcomes)[i];
      switch (outcome.status) {
        case Status::appended:
          ++counts.appended;
          break;
        case Status::duplicate:
          ++counts.duplicates;
          break;
        case Status::rejected:
          ++counts.rejected;
          progress.clear();
          rejects.add(piece[i], outcome.problem);
          break;
      }
    }
    progress.show(lines.bytes_read(), counts.lines());
  }
}

int conclude(const sources::Answer<void>& done, const Counts& counts, bool as_json) {
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
    tell(done.error(), false);
    fmt::print(stderr,
               "The import stopped before its end. Run it again: what has been appended is then "
               "a duplicate.\n");
  }
  return done.error().exit_code;
}

sources::Answer<std::unique_ptr<sources::Importer>> open_importer(const ImportOptions& options) {
  auto place = find_place(options.place, "");
  if (!place) return place.error();
  if (!place->server) return sources::open_local_importer(place->directory, options.trusted);
  if (options.trusted) {
    return sources::bad_usage(
        "--trusted is for --data: a server records when an event comes to it");
  }
  return sources::make_remote_importer(std::move(*place->server));
}

int import(const ImportOptions& options) {
  std::ifstream file;
  std::uint64_t total = 0;
  if (options.file != "-") {
    std::error_code error;
    total = std::filesystem::file_size(options.file, error);
    if (error) total = 0;
    file.open(options.file, std::ios::binary);
    if (!file || std::filesystem::is_directory(options.file, error)) {
      return tell(sources::bad_usage(fmt::format("cannot read {}", options.file)), options.json);
    }
  }
  Rejects rejects{options.rejects};
  if (!rejects.good()) {
    return tell(sources::bad_usage(fmt::format("cannot write {}", options.rejects)), options.json);
  }
  const auto importer = open_importer(options);
  if (!importer) return tell(importer.error(), options.json);

  std::ios::sync_with_stdio(false);
  sources::ImportLines lines{options.file == "-" ? std::cin : file};
  Counts counts;
  Progress progress{total};
  const auto done = run(**importer, lines, rejects, progress, counts);
  progress.clear();
  if (!rejects.good()) {
    return tell(
        sources::failed({ledger::FailureKind::io, fmt::format("cannot write {}", options.rejects)}),
        options.json);
  }
  return conclude(done, counts, options.json);
}

}  // namespace

void add_import(CLI::App& program, int& exit_code) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* command =
      program.add_subcommand("import", "Post events: one CloudEvent a line; safe to run again");
  command->add_option("FILE", options->file, "The file with the events; - for standard input")
      ->type_name("")
      ->required();
  add_place_options(*command, options->place,
                    "A data directory that no server has open [LICENSE_LEDGER_DATA]");
  command
      ->add_option("--rejects", options->rejects,
                   "Where rejected lines go, each with its number and its problem")
      ->type_name("FILE");
  command->add_flag("--trusted", options->trusted,
                    "Of an export: keep when and by whom each event was recorded, and decide "
                    "nothing (--data only)");
  command->add_flag("--json", options->json, "The summary for programs");
  command->callback([options, &exit_code] { exit_code = import(*options); });
}

}  // namespace tools::cli
