#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "commands/command.h"
#include "commands/decision.h"
#include "commands/write/intake.h"
#include "commands/write/opened_ledger.h"
#include "commands/write/outcome.h"
#include "commands/write/recorder.h"
#include "commands/write/stats.h"
#include "commands/write/world.h"
#include "ledger/digest.h"

namespace commands::write {

struct SetClock {
  Instant now;
};

struct Search {
  projections::SearchFilter filter;
};

/// Works out again what the directory says of at most so many licenses, and counts all of them when
/// it then says of each what is so.
struct CountLicenses {
  std::size_t at_most = 0;
};

using Request = std::variant<PostEvents, Command, SetClock, Search, CountLicenses>;

/// The outcome that a performed request has.
template <class R>
struct OutcomeOf;
template <>
struct OutcomeOf<PostEvents> {
  using type = PostOutcome;
};
template <>
struct OutcomeOf<Command> {
  using type = CommandOutcome;
};
template <>
struct OutcomeOf<SetClock> {
  using type = ClockOutcome;
};
template <>
struct OutcomeOf<Search> {
  using type = SearchOutcome;
};
template <>
struct OutcomeOf<CountLicenses> {
  using type = CountOutcome;
};
template <class R>
using outcome_of = typename OutcomeOf<R>::type;

/// One request in the queue.
struct Submission {
  Request request;
  std::string actor;  // `role:name`
  std::optional<ledger::Revision> if_match;
  /// Digests of the caller's idempotency key and of the whole request. The answer that `render`
  /// makes is kept under the key with the events, for ever.
  struct Key {
    ledger::Digest key;
    ledger::Digest request;
  };
  std::optional<Key> key;
  std::function<std::string(const Outcome&)> render;
  /// Called once on the writer's thread, when the outcome is on disk; must be quick. A failure says
  /// that the outcome is not known, and that the writer has stopped.
  std::function<void(ledger::Result<Outcome>)> done;
};

struct SequencerOptions {
  std::size_t max_queue = 4096;        // submissions; more are turned away
  std::size_t max_batch = 4096;        // events of one commit, give or take a submission
  std::uint64_t save_every = 262'144;  // events between two snapshots
  std::optional<Instant> test_clock;   // time stands still there, and moves only by SetClock
};

/// The one writer. It takes all that is queued, decides each request against a state that includes
/// the ones before it, writes one synced batch, lets readers see it, and answers. While one batch
/// syncs the next gathers. After a failed write it stops for good.
class Sequencer {
 public:
  Sequencer(OpenedLedger& ledger, SequencerOptions options);
  ~Sequencer();
  Sequencer(const Sequencer&) = delete;
  Sequencer& operator=(const Sequencer&) = delete;

  /// False when the queue is full or the writer has stopped: nothing was taken on. Any thread.
  bool submit(Submission submission);
  /// The same, and waits for the outcome. Fails with `busy` when the queue is full. Any thread but
  /// the writer's.
  ledger::Result<Outcome> submit_and_wait(Submission submission);
  /// Finishes what was taken on, saves the state, and ends the thread. Any thread, once.
  void stop();
  /// The writer's clock: the test clock, or the machine's, never before the last event. Any thread.
  Instant now() const;
  SequencerFigures figures() const;
  /// Why the writer stopped of itself, if it did. Any thread.
  std::optional<ledger::Failure> failure() const;

 private:
  struct Answer {
    Submission submission;
    std::optional<Outcome> outcome;  // none: the picture of the log failed, and so will the commit
  };

  using Queue = std::deque<Submission>;

  void run();
  Queue wait_for_work();
  void process(Queue taken);
  std::optional<Outcome> perform(const Submission& submission);
  Outcome perform(const PostEvents& posted, const Submission& submission);
  Outcome perform(const Command& command, const Submission& submission);
  Outcome perform(const SetClock& clock, const Submission& submission);
  Outcome perform(const Search& search, const Submission& submission);
  Outcome perform(const CountLicenses& count, const Submission& submission);
  bool at_expected_revision(const PostEvents& posted,
                            const std::optional<ledger::Revision>& if_match);
  void take_effect_until(Instant target);
  bool commit();
  void save_if_due();
  void start_save();
  void finish_save();
  void stop_for(const ledger::Failure& failure);
  ledger::Result<std::optional<Outcome>> answered_before(const Submission& submission) const;
  void keep_answer(const Submission& submission, const Outcome& outcome);

  ledger::Store& store_;
  ledger::proof::Tree& tree_;
  World& world_;
  const SequencerOptions options_;
  Recorder recorder_;
  Intake intake_;
  std::unordered_map<std::string, std::string> answers_in_batch_;  // by key digest
  std::future<ledger::Result<void>> saving_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Submission> queue_;
  bool stopping_ = false;
  std::optional<ledger::Failure> failure_;
  std::optional<Instant> test_now_;
  Instant world_now_;
  SequencerFigures figures_;
  std::thread thread_;
};

/// Submits a request without conditions and waits for its outcome: see Sequencer::submit_and_wait.
template <class R>
ledger::Result<outcome_of<R>> submit_and_wait(Sequencer& sequencer, R request, std::string actor) {
  auto outcome = sequencer.submit_and_wait(
      {.request = std::move(request), .actor = std::move(actor), .if_match = {}, .key = {}});
  if (!outcome) return outcome.error();
  auto* performed = std::get_if<outcome_of<R>>(&*outcome);
  LEDGER_CHECK(performed != nullptr);
  return std::move(*performed);
}

}  // namespace commands::write
