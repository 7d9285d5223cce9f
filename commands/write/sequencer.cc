#include "commands/write/sequencer.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>

#include "commands/write/dispatch.h"

namespace commands::write {

using ledger::Failure;
using ledger::MutexLock;
using ledger::ok;
using ledger::Result;

namespace {

/// The most time that such requests take in one batch: a turn ends after it, at the next slice.
constexpr std::chrono::milliseconds bulk_time{3};

}  // namespace

Sequencer::Sequencer(OpenedLedger& ledger, SequencerOptions options)
    : store_(*ledger.store),
      tree_(*ledger.tree),
      state_(*ledger.state),
      options_(std::move(options)),
      recorder_(store_, tree_, state_),
      due_work_(state_, recorder_, options_.test_clock.has_value()),
      intake_(state_, recorder_),
      keys_(store_),
      saver_(store_, state_, options_.save_every),
      test_now_(options_.test_clock),
      committed_now_(state_.now()),
      loading_(store_, options_.long_history, [this] {
        {
          const MutexLock lock{mutex_};
          loaded_ = true;
        }
        wake_.notify_one();
      }) {
  state_.set_short_tail(options_.short_tail);
  stats_.max_queue = options_.max_queue;
  stats_.end = state_.end();
  stats_.unsaved_events = state_.unsaved_events();
  thread_ = std::thread{[this] { run(); }};
}

Sequencer::~Sequencer() { stop(); }

bool Sequencer::submit(Submission submission) {
  {
    const MutexLock lock{mutex_};
    if (stopping_ || failure_) return false;
    if (queue_.size() + set_aside_ >= options_.max_queue) {
      ++stats_.rejected;
      return false;
    }
    queue_.push_back({.submission = std::move(submission)});
  }
  wake_.notify_one();
  return true;
}

Result<Outcome> Sequencer::submit_and_wait(Submission submission) {
  std::promise<Result<Outcome>> promise;
  auto outcome = promise.get_future();
  submission.done = [&promise](Result<Outcome> done) { promise.set_value(std::move(done)); };
  if (submit(std::move(submission))) return outcome.get();
  return failure().value_or(
      ledger::fail(ledger::FailureKind::busy, "the ledger accepts no more requests now"));
}

void Sequencer::stop() {
  {
    const MutexLock lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

Instant Sequencer::now() const {
  const MutexLock lock{mutex_};
  return std::max(committed_now_, test_now_.value_or(ledger::system_now()));
}

SequencerStats Sequencer::stats() const {
  const MutexLock lock{mutex_};
  SequencerStats stats = stats_;
  stats.queue_length = queue_.size() + set_aside_;
  return stats;
}

std::optional<Failure> Sequencer::failure() const {
  const MutexLock lock{mutex_};
  return failure_;
}

void Sequencer::run() {
  while (auto taken = wait_for_work()) {
    if (!process(std::move(*taken))) return;
    if (const auto saved = saver_.save_if_due(); !saved) return stop_for(saved.error());
  }
  if (const auto saved = saver_.save_all(); !saved) stop_for(saved.error());
}

/// Returns what is queued; nothing when it is time for something recorded earlier to take effect;
/// `nullopt` when the writer is to stop and all is done.
std::optional<Sequencer::Queue> Sequencer::wait_for_work() {
  // A failure is the state's: the commit stops for it.
  const auto left = state_.is_behind();
  const auto next = state_.next_due();
  const bool behind = !left || *left || !clocks_.empty();
  const auto due = next ? *next : std::nullopt;
  MutexLock lock{mutex_};
  const auto ready = [this]() LEDGER_REQUIRES(mutex_) {
    return !queue_.empty() || loaded_ || (stopping_ && loading_.size() == 0);
  };
  if (!bulk_.empty() || behind) {
    // There is work in any case.
  } else if (due && !test_now_) {
    lock.wait_until(wake_, ledger::system_time(*due), ready);
  } else if (!due || *due > *test_now_) {
    lock.wait(wake_, ready);
  }
  const bool idle = queue_.empty() && bulk_.empty() && clocks_.empty() && loading_.size() == 0;
  if (stopping_ && idle) return std::nullopt;
  loaded_ = false;
  Queue taken;
  while (!queue_.empty() && taken.size() < options_.max_batch) {
    taken.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return taken;
}

Result<void> Sequencer::process(Queue taken) {
  // A failure is the state's: the commit stops for it.
  static_cast<void>(bring_to_now());
  Result<void> written{ok};
  take_loaded(taken);
  std::vector<Decided> batch;
  batch.reserve(taken.size());
  move_clock(batch);
  while (!taken.empty() && written) {
    Queued request = std::move(taken.front());
    taken.pop_front();
    if (!options_.in_order) {
      if (is_bulk(request.submission)) {
        bulk_.push_back(std::move(request));
        continue;
      }
      if (loading_.set_aside_if_cold(request, state_)) continue;
    }
    if (std::holds_alternative<SetClock>(request.submission.request)) {
      take_clock(std::move(request.submission), batch);
      continue;
    }
    batch.push_back(decide_one(std::move(request.submission)));
    if (recorder_.recorded() >= options_.max_batch) written = commit_and_answer(batch);
  }
  if (written) {
    take_bulk_turn(batch);
    written = commit_and_answer(batch);
  }
  // What was queued behind a failed write is not performed.
  for (auto& request : taken) request.submission.done(written.error());
  return written;
}

void Sequencer::take_clock(Submission submission, std::vector<Decided>& batch) {
  if (submission.key) {
    auto answered = keys_.find(*submission.key);
    if (!answered) state_.fail_with(answered.error());
    if (answered && *answered) {
      batch.push_back({std::move(submission), std::move(**answered)});
      return;
    }
  }
  clock_target_ = std::max(clock_target_, std::get<SetClock>(submission.request).now);
  clocks_.push_back(std::move(submission));
  move_clock(batch);
}

/// Moves the test clock as far as the batch allows, and answers those who moved it when it is
/// there. Meanwhile it shows the instant that the ledger has reached.
void Sequencer::move_clock(std::vector<Decided>& batch) {
  while (!clocks_.empty() && !state_.failure()) {
    const auto due = state_.next_due();
    if (!due) return;
    const Instant next = *due && **due < clock_target_ ? **due : clock_target_;
    {
      const MutexLock lock{mutex_};
      test_now_ = std::max(*test_now_, next);
    }
    const auto reached = bring_to_now();
    if (!reached || !*reached) return;
    if (next < clock_target_) continue;
    for (auto& submission : std::exchange(clocks_, {})) {
      Outcome outcome{ClockOutcome{.at = state_.now()}};
      if (submission.key) {
        keys_.keep(*submission.key, submission.render(outcome), recorder_.commit());
      }
      batch.push_back({std::move(submission), std::move(outcome)});
    }
  }
}

/// Requests that waited for a license come first.
void Sequencer::take_loaded(Queue& taken) {
  auto ready = loading_.adopt_into(state_);
  for (auto request = ready.rbegin(); request != ready.rend(); ++request) {
    auto& queue = is_bulk(request->submission) ? bulk_ : taken;
    queue.push_front(std::move(*request));
  }
}

/// At the end of a batch, so that nobody in it waits for them.
void Sequencer::take_bulk_turn(std::vector<Decided>& batch) {
  const auto started = std::chrono::steady_clock::now();
  const std::size_t before = recorder_.recorded();
  while (!bulk_.empty() && !state_.failure() &&
         recorder_.recorded() - before < options_.bulk_turn &&
         std::chrono::steady_clock::now() - started < bulk_time) {
    Queued& bulk = bulk_.front();
    if (loading_.set_aside_if_cold(bulk, state_)) {
      bulk_.pop_front();
      continue;
    }
    if (can_be_split(bulk.submission)) {
      const auto finished = post_some(bulk);
      if (!finished) return state_.fail_with(finished.error());
      if (!*finished) continue;
      batch.push_back({std::move(bulk.submission), Outcome{std::move(bulk.done)}});
    } else {
      batch.push_back(decide_one(std::move(bulk.submission)));
    }
    bulk_.pop_front();
  }
}

/// True when all of its events are done.
Result<bool> Sequencer::post_some(Queued& bulk) {
  auto& events = std::get<PostEvents>(bulk.submission.request).events;
  auto& done = bulk.done.events;
  const auto next = events.begin() + static_cast<std::ptrdiff_t>(done.size());
  const auto count = std::min<std::ptrdiff_t>(events.end() - next, most_at_once);
  const PostEvents some{
      .events = {std::make_move_iterator(next), std::make_move_iterator(next + count)},
      .history = {}};
  LEDGER_RETURN_IF_FAILED(bring_to_now());
  LEDGER_ASSIGN_OR_RETURN(const PostOutcome outcome, post(some, bulk.submission.actor));
  done.insert(done.end(), outcome.events.begin(), outcome.events.end());
  if (outcome.position != ledger::no_position) bulk.done.position = outcome.position;
  bulk.done.at = outcome.at;
  return done.size() == events.size();
}

/// A failure is the state's, so that the commit stops the writer.
Sequencer::Decided Sequencer::decide_one(Submission submission) {
  if (state_.failure()) return {std::move(submission), *state_.failure()};
  auto outcome = perform(submission);
  if (!outcome) state_.fail_with(outcome.error());
  return {std::move(submission), std::move(outcome)};
}

/// Answers only when readers can see what the answers refer to.
Result<void> Sequencer::commit_and_answer(std::vector<Decided>& batch) {
  auto written = commit();
  if (!written) stop_for(written.error());
  const auto answer = [&] {
    for (auto& [submission, outcome] : batch) {
      if (written) {
        LEDGER_CHECK(outcome.has_value());
        submission.done(std::move(outcome));
      } else {
        submission.done(written.error());
      }
    }
  };
  options_.answering ? options_.answering(answer) : answer();
  batch.clear();
  return written;
}

/// Writes what was recorded, and publishes it to readers.
Result<void> Sequencer::commit() {
  if (state_.failure()) return *state_.failure();
  const auto started = std::chrono::steady_clock::now();
  const std::size_t events = recorder_.recorded();
  if (const auto progress = state_.take_progress()) {
    recorder_.commit().put_kept(live::derived_format::progress_key, *progress);
  }
  const bool writes = !recorder_.commit().empty();
  if (events > 0) tree_.seal(recorder_.commit());
  if (writes) LEDGER_RETURN_IF_FAILED(store_.write(recorder_.commit()));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  if (events > 0) tree_.publish();
  state_.publish();
  state_.evict();
  {
    const MutexLock lock{mutex_};
    committed_now_ = state_.now();
    set_aside_ = bulk_.size() + loading_.size();
    ++stats_.batches;
    if (writes) {
      stats_.batch_events.add(static_cast<double>(events));
      stats_.sync_seconds.add(took.count());
    }
    stats_.unsaved_events = state_.unsaved_events();
    stats_.end = state_.end();
  }
  keys_.start_batch();
  recorder_.start_batch();
  due_work_.start_batch();
  return ok;
}

/// After a write whose outcome is not known, or a record that cannot be read, nothing more is
/// decided on a picture that may be wrong. The process must end, and open the log again.
void Sequencer::stop_for(const Failure& failure) {
  Queue waiting;
  {
    const MutexLock lock{mutex_};
    failure_ = failure;
    waiting.swap(queue_);
  }
  for (auto& request : waiting) request.submission.done(failure);
  for (auto& request : std::exchange(bulk_, {})) request.submission.done(failure);
  for (auto& submission : std::exchange(clocks_, {})) submission.done(failure);
  for (auto& request : loading_.give_up()) request.submission.done(failure);
}

Result<Outcome> Sequencer::perform(const Submission& submission) {
  if (submission.key) {
    // If that cannot be read, the request may have been performed already and must not be again.
    LEDGER_ASSIGN_OR_RETURN(auto answered, keys_.find(*submission.key));
    if (answered) return std::move(*answered);
  }
  LEDGER_RETURN_IF_FAILED(bring_to_now());
  const auto* posted = std::get_if<PostEvents>(&submission.request);
  LEDGER_ASSIGN_OR_RETURN(Outcome outcome,
                          posted != nullptr
                              ? perform(*posted, submission)
                              : perform(std::get<Command>(submission.request), submission));
  if (submission.key && !std::holds_alternative<RevisionMismatch>(outcome)) {
    keys_.keep(*submission.key, submission.render(outcome), recorder_.commit());
  }
  return outcome;
}

Result<Outcome> Sequencer::perform(const PostEvents& posted, const Submission& submission) {
  LEDGER_ASSIGN_OR_RETURN(const bool expected, at_expected_revision(posted, submission.if_match));
  if (!expected) return RevisionMismatch{};
  LEDGER_ASSIGN_OR_RETURN(auto outcome, post(posted, submission.actor));
  return outcome;
}

Result<PostOutcome> Sequencer::post(const PostEvents& posted, const std::string& actor) {
  const std::size_t before = recorder_.recorded();
  LEDGER_ASSIGN_OR_RETURN(auto events, intake_.post(posted, actor));
  PostOutcome outcome{.events = std::move(events), .at = state_.now()};
  if (recorder_.recorded() > before) outcome.position = recorder_.last()->position;
  return outcome;
}

Result<Outcome> Sequencer::perform(const Command& command, const Submission& submission) {
  LEDGER_ASSIGN_OR_RETURN(const bool behind, state_.is_behind());
  if (behind) LEDGER_RETURN_IF_FAILED(due_work_.try_first(command));
  LEDGER_ASSIGN_OR_RETURN(Decision decision, decide(state_, command, submission.if_match));
  if (decision.events.empty()) {
    return CommandOutcome{std::move(decision.ruling), ledger::no_position, state_.now()};
  }
  LEDGER_ASSIGN_OR_RETURN(const bool appended,
                          recorder_.append_decision(decision, submission.actor));
  if (!appended) {
    return CommandOutcome{{.verdict = Verdict::too_large}, ledger::no_position, state_.now()};
  }
  const ledger::EventPtr last_event = recorder_.last();
  LEDGER_RETURN_IF_FAILED(recorder_.retry_touched());
  return CommandOutcome{std::move(decision.ruling), recorder_.last()->position, state_.now(),
                        last_event};
}

/// If-Match names the revision of one license, so it is judged only where one event is posted.
Result<bool> Sequencer::at_expected_revision(const PostEvents& posted,
                                             const std::optional<ledger::Revision>& if_match) {
  if (!if_match || posted.events.size() != 1) return true;
  LEDGER_ASSIGN_OR_RETURN(const auto head, state_.head_of(posted.events.front()));
  return head.position != ledger::no_position && head.revision == *if_match;
}

}  // namespace commands::write
