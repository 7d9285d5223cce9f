#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "commands/live/derived_format.h"
#include "commands/live/writer_state.h"
#include "commands/write/due_work.h"
#include "commands/write/idempotency_keys.h"
#include "commands/write/intake.h"
#include "commands/write/loading.h"
#include "commands/write/opened_ledger.h"
#include "commands/write/outcome.h"
#include "commands/write/recorder.h"
#include "commands/write/saver.h"
#include "commands/write/stats.h"
#include "commands/write/submission.h"
#include "ledger/mutex.h"

namespace commands::write {

struct SequencerOptions {
  /// Given a function that answers all requests of a batch, calls it once, on the writer's thread.
  using Answering = std::function<void(const std::function<void()>& answer)>;

  std::size_t max_queue = 4096;       // submissions; more are rejected
  std::size_t max_batch = 4096;       // events of one commit, give or take a submission
  std::size_t bulk_turn = 1024;       // of these from requests of many events
  std::uint64_t save_every = 16'384;  // events between two saves
  std::uint64_t short_tail = live::derived_format::usual_short_tail;  // see there
  /// Requests are performed in the order in which they come, whatever they cost. Otherwise a
  /// request of many events gives way to the others, and one waits for a license that takes long to
  /// load.
  bool in_order = false;
  std::uint64_t long_history = 256;   // events of a license that takes long to load
  std::optional<Instant> test_clock;  // time starts there, and moves only by SetClock
  Answering answering;                // absent: the writer calls it
};

/// The one writer. Its thread takes all that is queued, decides each request against a state that
/// includes the ones before it, writes one synced batch, publishes it to readers, and answers.
/// While one batch syncs the next gathers. Requests of many events give way to the others: a batch
/// takes some of their events at the end, and the next batch more. A request about a license that
/// takes long to load waits until another thread has loaded it. After a failed read or write it
/// stops for good.
class Sequencer {
 public:
  Sequencer(OpenedLedger& ledger, SequencerOptions options);
  ~Sequencer();
  Sequencer(const Sequencer&) = delete;
  Sequencer& operator=(const Sequencer&) = delete;

  /// False, without effect, if the queue is full or the writer has stopped. Any thread.
  bool submit(Submission submission);
  /// Submits and waits for the outcome. Fails with `busy` if the queue is full. Any thread but the
  /// writer's.
  ledger::Result<Outcome> submit_and_wait(Submission submission);
  /// Finishes what is queued, saves the state, and ends the thread. Any thread, once.
  void stop();
  /// The writer's clock: the test clock, or the machine's, but never before the last event. Any
  /// thread.
  Instant now() const;
  SequencerStats stats() const;
  /// Why the writer has stopped, if it did so on a failure. Any thread.
  std::optional<ledger::Failure> failure() const;

 private:
  using Queue = std::deque<Queued>;
  struct Decided {
    Submission submission;
    ledger::Result<Outcome> outcome;
  };

  // All of these on the writer's thread.
  void run();
  std::optional<Queue> wait_for_work();
  ledger::Result<void> process(Queue taken);
  Decided decide_one(Submission submission);
  void take_clock(Submission submission, std::vector<Decided>& batch);
  void move_clock(std::vector<Decided>& batch);
  void take_bulk_turn(std::vector<Decided>& batch);
  ledger::Result<bool> post_some(Queued& bulk);
  void take_loaded(Queue& taken);
  ledger::Result<void> commit_and_answer(std::vector<Decided>& batch);
  ledger::Result<void> commit();
  void stop_for(const ledger::Failure& failure);

  ledger::Result<Outcome> perform(const Submission& submission);
  ledger::Result<Outcome> perform(const PostEvents& posted, const Submission& submission);
  ledger::Result<Outcome> perform(const Command& command, const Submission& submission);
  ledger::Result<bool> at_expected_revision(const PostEvents& posted,
                                            const std::optional<ledger::Revision>& if_match);
  ledger::Result<PostOutcome> post(const PostEvents& posted, const std::string& actor);
  ledger::Result<bool> bring_to_now() { return due_work_.bring_to(now()); }

  ledger::Store& store_;
  ledger::proof::Tree& tree_;
  live::WriterState& state_;
  const SequencerOptions options_;
  Recorder recorder_;
  DueWork due_work_;
  Intake intake_;
  IdempotencyKeys keys_;
  Saver saver_;
  // Of the writer's thread, in the order in which they came.
  std::deque<Queued> bulk_;
  std::vector<Submission> clocks_;  // wait for the test clock to get to `clock_target_`
  Instant clock_target_ = ledger::earliest;

  mutable ledger::Mutex mutex_;
  std::condition_variable wake_;
  Queue queue_ LEDGER_GUARDED_BY(mutex_);
  std::size_t set_aside_ LEDGER_GUARDED_BY(mutex_) = 0;  // requests, after the last batch
  bool loaded_ LEDGER_GUARDED_BY(mutex_) = false;        // licenses that were waited for
  bool stopping_ LEDGER_GUARDED_BY(mutex_) = false;
  std::optional<ledger::Failure> failure_ LEDGER_GUARDED_BY(mutex_);
  std::optional<Instant> test_now_ LEDGER_GUARDED_BY(mutex_);
  Instant committed_now_ LEDGER_GUARDED_BY(mutex_);  // when the last batch was committed
  SequencerStats stats_ LEDGER_GUARDED_BY(mutex_);
  Loading loading_;  // of the writer's thread
  std::thread thread_;
};

/// Submits a request without conditions and waits for its outcome: see Sequencer::submit_and_wait.
template <class R>
ledger::Result<outcome_of<R>> submit_and_wait(Sequencer& sequencer, R request,
                                              const std::string& actor) {
  LEDGER_ASSIGN_OR_RETURN(
      Outcome outcome,
      sequencer.submit_and_wait(
          {.request = std::move(request), .actor = actor, .if_match = {}, .key = {}}));
  auto* performed = std::get_if<outcome_of<R>>(&outcome);
  LEDGER_CHECK(performed != nullptr);
  return std::move(*performed);
}

}  // namespace commands::write
