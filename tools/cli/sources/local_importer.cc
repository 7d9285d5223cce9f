#include <boost/json.hpp>
#include <fmt/format.h>

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
      : trusted_(trusted), opened_(std::move(opened)), sequencer_(opened_, clock()) {}

  CommandResult<std::vector<LineOutcome>> post(const std::vector<ImportLine>& lines) override {
    std::vector<ParsedLine> parsed_lines;
    parsed_lines.reserve(lines.size());
    commands::write::PostEvents posted;
    for (const auto& line : lines) {
      ParsedLine& parsed = parsed_lines.emplace_back(parse_line(line.text, trusted_));
      if (!parsed.event) continue;
      posted.events.push_back(std::move(*parsed.event));
      if (trusted_) posted.history.push_back(std::move(parsed.history));
    }
    std::vector<commands::write::EventOutcome> outcomes;
    if (!posted.events.empty()) {
      LEDGER_ASSIGN_OR_RETURN(auto outcome,
                              commands::write::submit_and_wait(sequencer_, std::move(posted),
                                                               std::string{default_actor}));
      outcomes = std::move(outcome.events);
    }
    std::vector<LineOutcome> all;
    auto next = outcomes.begin();
    for (auto& parsed : parsed_lines) {
      all.push_back(parsed.event ? outcome_of(*next++) : std::move(parsed.outcome));
    }
    return all;
  }

  CommandResult<void> finish() override {
    sequencer_.stop();
    if (const auto failure = sequencer_.failure()) return *failure;
    LEDGER_RETURN_IF_FAILED(opened_.checkpointer->sign(*opened_.tree));
    return ledger::ok;
  }

 private:
  /// Trusted lines keep their recorded_at; against the present clock all would be too early.
  commands::write::SequencerOptions clock() const {
    commands::write::SequencerOptions options;
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
