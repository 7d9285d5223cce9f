#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <ostream>
#include <string>
#include <utility>

#include "commands/write/opened_ledger.h"
#include "commands/write/sequencer.h"
#include "replay/questions.h"

namespace tools::sample {

using ledger::Instant;

/// A ledger of its own, driven on a test clock. Tasks wait on an agenda. All requests of one day
/// are in flight together, and their outcomes are delivered when the day is over, in the order of
/// the requests. One thread submits them, so the same agenda gives the same log.
///
/// Throws std::runtime_error if the ledger fails or refuses a fact.
class Simulation {
 public:
  using AgendaTask = std::function<void()>;
  using OnOutcome = std::function<void(const commands::write::CommandOutcome&)>;

  /// The ledger is stored in `directory`, which must be empty or absent.
  Simulation(const std::string& directory, Instant start);
  ~Simulation();
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  /// Never goes back.
  Instant now() const { return now_; }
  /// The number of events in the log at the end of the previous day.
  std::uint64_t log_size() const { return log_size_; }

  /// Puts a task on the agenda. One that is already due runs as soon as possible.
  void at(Instant when, AgendaTask task);
  /// Submits a fact or a command, dated now.
  void post(ledger::Event event, std::string actor);
  void send(commands::Command command, std::string actor, OnOutcome on_outcome = {});

  /// Runs the agenda up to `end`, inclusive. Later tasks are dropped with the simulation.
  void run_until(Instant end);

  /// The whole log, one CloudEvent per line, in the order of positions.
  void write_log(std::ostream& out) const;

  replay::Questions questions() const { return {*opened_.streams, *opened_.directory}; }

 private:
  struct InFlight {
    ledger::Result<commands::write::Outcome> outcome = commands::write::Outcome{};
    OnOutcome on_outcome;
  };

  void move_clock(Instant when);
  void submit(commands::write::Request request, std::string actor, OnOutcome on_outcome);
  void finish_day();
  static void deliver(const InFlight& request);

  commands::write::OpenedLedger opened_;
  commands::write::Sequencer sequencer_;
  Instant now_;
  std::map<std::pair<Instant, std::uint64_t>, AgendaTask>
      agenda_;  // by instant, then in order of entry
  std::uint64_t next_entry_ = 0;

  std::deque<InFlight> in_flight_;  // today's requests
  std::mutex mutex_;
  std::condition_variable all_answered_;
  std::size_t unanswered_ = 0;
  std::uint64_t log_size_ = 0;
};

}  // namespace tools::sample
