#include <boost/json.hpp>
#include <fmt/format.h>

#include "commands/write/opened_ledger.h"
#include "commands/write/sequencer.h"
#include "tools/cli/sources/held_by_server.h"
#include "tools/cli/sources/importer.h"
#include "tools/wire/event_json.h"
#include "tools/wire/problem.h"

namespace tools::cli::sources {
namespace {

namespace json = boost::json;
using Status = LineOutcome::Status;
using projections::words::Language;

/// Who an event is from that does not say so itself.
constexpr std::string_view actor = "operator:import";

LineOutcome rejected(const wire::Problem& problem) {
  return {.status = Status::rejected, .problem = wire::problem_json(problem, Language::en)};
}

/// One line as it was read: an event to post, or why there is none.
struct Read {
  std::optional<ledger::Event> event;
  commands::write::PostEvents::History history;
  LineOutcome outcome;
};

Read read_line(const std::string& text, bool trusted) {
  Read read;
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  if (error) {
    read.outcome = rejected({.status = 400,
                             .code = "malformed",
                             .detail = "The line is not JSON: " + error.message() + "."});
    return read;
  }
  std::vector<wire::FieldError> errors;
  read.event = wire::parse_event(value, "", errors);
  if (trusted && value.is_object()) {
    const auto first = wire::parse_first_recording(value, "", errors);
    if (first && !first->recorded_at) {
      errors.push_back({"/recordedtime", "required", "is required of an event of an export"});
    } else if (first) {
      read.history = {
          .recorded_at = *first->recorded_at, .actor = first->actor, .position = first->position};
    }
  }
  if (errors.empty()) return read;
  read.event.reset();
  read.outcome = rejected({.status = 422,
                           .code = "invalid",
                           .detail = errors.front().detail,
                           .errors = std::move(errors)});
  return read;
}

LineOutcome outcome_of(const commands::write::EventOutcome& event) {
  if (const auto problem = wire::problem_of(event, "")) return rejected(*problem);
  const bool appended = event.status == commands::write::EventStatus::appended;
  return {.status = appended ? Status::appended : Status::duplicate};
}

class LocalImporter : public Importer {
 public:
  LocalImporter(commands::write::OpenedLedger opened, bool trusted)
      : trusted_(trusted), opened_(std::move(opened)), sequencer_(opened_, clock()) {}

  Answer<std::vector<LineOutcome>> post(const std::vector<ImportLine>& lines) override {
    std::vector<Read> reads;
    reads.reserve(lines.size());
    commands::write::PostEvents posted;
    for (const auto& line : lines) {
      reads.push_back(read_line(line.text, trusted_));
      Read& read = reads.back();
      if (!read.event) continue;
      posted.events.push_back(std::move(*read.event));
      if (trusted_) posted.history.push_back(std::move(read.history));
    }
    std::vector<commands::write::EventOutcome> outcomes;
    if (!posted.events.empty()) {
      auto outcome =
          commands::write::submit_and_wait(sequencer_, std::move(posted), std::string{actor});
      if (!outcome) return failed(outcome.error());
      outcomes = std::move(outcome->events);
    }
    std::vector<LineOutcome> all;
    auto next = outcomes.begin();
    for (auto& read : reads) {
      all.push_back(read.event ? outcome_of(*next++) : std::move(read.outcome));
    }
    return all;
  }

  Answer<void> finish() override {
    sequencer_.stop();
    if (const auto failure = sequencer_.failure()) return failed(*failure);
    const auto checkpoint = opened_.checkpointer->sign(*opened_.tree);
    if (!checkpoint) return failed(checkpoint.error());
    return boost::system::in_place_value;
  }

 private:
  /// History was recorded when it says: on a clock that shows the present it would all come too
  /// late.
  commands::write::SequencerOptions clock() const {
    commands::write::SequencerOptions options;
    if (trusted_) options.test_clock = opened_.world->now();
    return options;
  }

  const bool trusted_;
  commands::write::OpenedLedger opened_;
  commands::write::Sequencer sequencer_;
};

}  // namespace

Answer<std::unique_ptr<Importer>> open_local_importer(const std::string& directory, bool trusted) {
  auto opened = commands::write::open_ledger(directory, false);
  if (opened) {
    return std::unique_ptr<Importer>{std::make_unique<LocalImporter>(std::move(*opened), trusted)};
  }
  if (held_by_server(opened.error())) {
    return failed(
        ledger::fail(ledger::FailureKind::io,
                     fmt::format("a server has the ledger in {} open: use --url", directory)));
  }
  return failed(opened.error());
}

}  // namespace tools::cli::sources
