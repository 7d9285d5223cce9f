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

/// A ledger of its own, lived through on a test clock. What is to happen stands on an agenda, and
/// all that a day brings is in flight together; the answers of a day come in when it is over, in
/// the order in which they were asked for. One thread asks, so the same agenda gives the same log.
///
/// Throws std::runtime_error when the ledger fails, or refuses a fact.
class Driver {
 public:
  using Action = std::function<void()>;
  using Answered = std::function<void(const commands::write::CommandOutcome&)>;

  /// The ledger is kept in `directory`, which is empty or not there.
  Driver(const std::string& directory, Instant start);
  ~Driver();
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  /// Never goes back.
  Instant now() const { return now_; }
  /// One more than the last position, as of the end of the day before.
  std::uint64_t log_size() const { return log_size_; }

  /// At an instant that has passed already: as soon as it can be.
  void at(Instant when, Action action);
  /// Now.
  void post(ledger::Event event, std::string actor);
  void ask(commands::Command command, std::string actor, Answered answered = {});

  /// Lives through the agenda; what is on it for later is dropped with the driver.
  void run_until(Instant end);

  /// The whole log, one CloudEvent a line, in the order of positions.
  void write_log(std::ostream& out) const;

  replay::Questions questions() const { return {*opened_.streams, *opened_.directory}; }

 private:
  struct Asked {
    ledger::Result<commands::write::Outcome> outcome = commands::write::Outcome{};
    Answered answered;
  };

  void move_clock(Instant when);
  void submit(commands::write::Request request, std::string actor, Answered answered);
  void settle();
  static void hear(const Asked& asked);

  commands::write::OpenedLedger opened_;
  commands::write::Sequencer sequencer_;
  Instant now_;
  std::map<std::pair<Instant, std::uint64_t>, Action> agenda_;  // by instant, then as they came
  std::uint64_t next_entry_ = 0;

  std::deque<Asked> asked_;  // of today
  std::mutex mutex_;
  std::condition_variable all_answered_;
  std::size_t unanswered_ = 0;
  std::uint64_t log_size_ = 0;
};

}  // namespace tools::sample
