#include <boost/json.hpp>
#include <fmt/format.h>
#include <future>
#include <memory>

#include "commands/write/opened_ledger.h"
#include "commands/write/sequencer.h"
#include "tools/cli/sources/importer.h"
#include "tools/wire/event_json.h"
#include "tools/wire/problem.h"

namespace tools::cli::sources {
namespace {

namespace json = boost::json;
using projections::words::Language;

/// The actor of an event that names none.
constexpr std::string_view default_actor = "operator:import";

LineOutcome rejected(const wire::Problem& problem) {
  return {.status = LineStatus::rejected, .problem = wire::problem_json(problem, Language::en)};
}

/// An event to post, or why the line has none.
struct ParsedLine {
  std::optional<ledger::Event> event;
  commands::write::PostEvents::History history;
  LineOutcome outcome;
};

ParsedLine parse_line(const std::string& text, bool trusted) {
  ParsedLine parsed;
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  if (error) {
    parsed.outcome = rejected({.status = 400,
                               .code = "malformed",
                               .detail = "The line is not JSON: " + error.message() + "."});
    return parsed;
  }
  std::vector<wire::FieldError> errors;
  parsed.event = wire::parse_event(value, "", errors);
  if (trusted && value.is_object()) {
    const auto first = wire::parse_first_recording(value, "", errors);
    if (first && !first->recorded_at) {
      errors.push_back({"/recordedtime", "required", "is required in an export"});
    } else if (first) {
      parsed.history = {
          .recorded_at = *first->recorded_at, .actor = first->actor, .position = first->position};
    }
  }
  if (errors.empty()) return parsed;
  parsed.event.reset();
  wire::Problem problem{.status = 422, .code = "invalid", .detail = errors.front().detail};
  problem.errors = std::move(errors);
  parsed.outcome = rejected(problem);
  return parsed;
}

LineOutcome outcome_of(const commands::write::EventOutcome& event) {
  if (const auto problem = wire::problem_of(event, "")) return rejected(*problem);
  const bool appended = event.status == commands::write::EventStatus::appended;
  return {.status = appended ? LineStatus::appended : LineStatus::duplicate};
}

class LocalImporter : public Importer {
 public:
  LocalImporter(commands::write::OpenedLedger opened, bool trusted)
      : trusted_(trusted), opened_(std::move(opened)), sequencer_(opened_, options()) {}

  std::size_t most_on_their_way() const override { return 8; }
  /// Reads the lines while the writer is at those before.
  std::future<LineOutcomes> post(std::vector<ImportLine> lines) override {
    std::vector<ParsedLine> parsed_lines;
    parsed_lines.reserve(lines.size());
    commands::write::PostEvents posted;
    for (const auto& line : lines) {
      ParsedLine& parsed = parsed_lines.emplace_back(parse_line(line.text, trusted_));
      if (!parsed.event) continue;
      posted.events.push_back(std::move(*parsed.event));
      if (trusted_) posted.history.push_back(std::move(parsed.history));
    }
    return std::async(std::launch::deferred, [lines = std::move(parsed_lines),
                                              done = submit(std::move(posted))]() mutable {
      return outcomes_of(lines, done.get());
    });
  }

  CommandResult<void> finish() override {
    sequencer_.stop();
    if (const auto failure = sequencer_.failure()) return *failure;
    LEDGER_RETURN_IF_FAILED(opened_.checkpointer->sign(*opened_.tree));
    return ledger::ok;
  }

 private:
  using Outcome = ledger::Result<commands::write::Outcome>;

  std::future<Outcome> submit(commands::write::PostEvents posted) {
    auto promise = std::make_shared<std::promise<Outcome>>();
    const bool taken = sequencer_.submit(
        {.request = std::move(posted),
         .actor = std::string{default_actor},
         .if_match = {},
         .key = {},
         .done = [promise](Outcome outcome) { promise->set_value(std::move(outcome)); }});
    // The queue holds far more than are ever on their way, so only a failure is a reason.
    if (!taken) promise->set_value(*sequencer_.failure());
    return promise->get_future();
  }

  static LineOutcomes outcomes_of(std::vector<ParsedLine>& lines, const Outcome& outcome) {
    if (!outcome) return outcome.error();
    std::vector<LineOutcome> all;
    auto next = std::get<commands::write::PostOutcome>(*outcome).events.begin();
    for (auto& line : lines) {
      all.push_back(line.event ? outcome_of(*next++) : std::move(line.outcome));
    }
    return all;
  }

  commands::write::SequencerOptions options() const {
    // Lines depend on those before them, and several posts are on their way.
    commands::write::SequencerOptions options{.in_order = true};
    // Trusted lines keep their recorded_at; against the present clock all would be too early.
    if (trusted_) options.test_clock = opened_.state->now();
    return options;
  }

  const bool trusted_;
  commands::write::OpenedLedger opened_;
  commands::write::Sequencer sequencer_;
};

}  // namespace

CommandResult<std::unique_ptr<Importer>> open_local_importer(const std::string& directory,
                                                             bool trusted) {
  auto opened = commands::write::open_ledger(directory, false);
  if (opened) {
    return std::unique_ptr<Importer>{std::make_unique<LocalImporter>(std::move(*opened), trusted)};
  }
  if (opened.error().kind == ledger::FailureKind::locked) {
    return ledger::fail(ledger::FailureKind::io,
                        fmt::format("a server has the ledger in {} open: use --url", directory));
  }
  return opened.error();
}

}  // namespace tools::cli::sources
