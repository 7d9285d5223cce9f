#include "commands/write/sequencer.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "commands/write/dispatch.h"

namespace commands::write {
namespace {

using ledger::EventPtr;
using ledger::Failure;
using ledger::Position;

/// What an answer is kept under, and what is kept: the digest of the request, then the answer.
std::string text_of(const ledger::Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::chrono::system_clock::time_point wall(Instant at) {
  return std::chrono::system_clock::time_point{std::chrono::microseconds{at.micros}};
}

}  // namespace

Sequencer::Sequencer(OpenedLedger& ledger, SequencerOptions options)
    : store_(*ledger.store),
      tree_(*ledger.tree),
      world_(*ledger.world),
      options_(options),
      recorder_(store_, tree_, world_),
      intake_(world_, recorder_),
      test_now_(options.test_clock),
      world_now_(world_.now()) {
  figures_.max_queue = options_.max_queue;
  figures_.end = world_.end();
  figures_.unsaved_events = world_.unsaved_events();
  thread_ = std::thread{[this] { run(); }};
}

Sequencer::~Sequencer() { stop(); }

bool Sequencer::submit(Submission submission) {
  {
    const std::scoped_lock lock{mutex_};
    if (stopping_ || failure_) return false;
    if (queue_.size() >= options_.max_queue) {
      if (!std::holds_alternative<CountLicenses>(submission.request)) ++figures_.turned_away;
      return false;
    }
    queue_.push_back(std::move(submission));
  }
  wake_.notify_one();
  return true;
}

ledger::Result<Outcome> Sequencer::submit_and_wait(Submission submission) {
  std::promise<ledger::Result<Outcome>> promise;
  auto outcome = promise.get_future();
  submission.done = [&promise](ledger::Result<Outcome> done) {
    promise.set_value(std::move(done));
  };
  if (submit(std::move(submission))) return outcome.get();
  return failure().value_or(
      ledger::fail(ledger::FailureKind::busy, "the ledger takes no more requests now"));
}

void Sequencer::stop() {
  {
    const std::scoped_lock lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

Instant Sequencer::now() const {
  const std::scoped_lock lock{mutex_};
  return std::max(world_now_, test_now_.value_or(ledger::system_now()));
}

SequencerFigures Sequencer::figures() const {
  const std::scoped_lock lock{mutex_};
  SequencerFigures figures = figures_;
  figures.queue_length = queue_.size();
  return figures;
}

std::optional<Failure> Sequencer::failure() const {
  const std::scoped_lock lock{mutex_};
  return failure_;
}

void Sequencer::run() {
  while (true) {
    Queue taken = wait_for_work();
    const bool last = [&] {
      const std::scoped_lock lock{mutex_};
      return stopping_ && taken.empty() && queue_.empty();
    }();
    if (failure_) return;
    if (last) break;
    process(std::move(taken));
    save_if_due();
  }
  finish_save();
  if (!failure_) start_save();
  finish_save();
  if (!failure_) static_cast<void>(store_.flush_derived());
}

/// Returns with what is queued, or with nothing when something recorded earlier takes effect.
Sequencer::Queue Sequencer::wait_for_work() {
  std::unique_lock lock{mutex_};
  const auto ready = [this] { return stopping_ || !queue_.empty(); };
  const auto due = world_.next_due();
  if (due && !test_now_) {
    // The clock of the machine counts nanoseconds, which end in the year 2262.
    constexpr Instant far{std::numeric_limits<std::int64_t>::max() / 1000};
    wake_.wait_until(lock, wall(std::min(*due, far)), ready);
  } else if (!due || *due > *test_now_) {
    wake_.wait(lock, ready);
  }
  Queue taken;
  while (!queue_.empty() && taken.size() < options_.max_batch) {
    taken.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return taken;
}

void Sequencer::process(Queue taken) {
  std::vector<Answer> answers;
  answers.reserve(taken.size());
  take_effect_until(now());
  const auto finish = [&] {
    const bool written = commit();
    for (auto& [submission, outcome] : answers) {
      if (written) {
        LEDGER_CHECK(outcome.has_value());
        submission.done(std::move(*outcome));
      } else {
        submission.done(*failure_);
      }
    }
    answers.clear();
    return written;
  };
  while (!taken.empty()) {
    Submission submission = std::move(taken.front());
    taken.pop_front();
    std::optional<Outcome> outcome;
    if (!world_.failure()) outcome = perform(submission);
    answers.push_back({std::move(submission), std::move(outcome)});
    if (recorder_.recorded() >= options_.max_batch && !finish()) break;
  }
  if (!failure_) finish();
  // Whatever was queued behind a failed write was not taken on.
  for (auto& submission : taken) submission.done(*failure_);
}

/// Nothing: what is needed cannot be read.
std::optional<Outcome> Sequencer::perform(const Submission& submission) {
  if (submission.key) {
    auto answered = answered_before(submission);
    if (!answered) {
      // It may have been done already: it must not be done again.
      world_.fail_with(answered.error());
      return std::nullopt;
    }
    if (*answered) return std::move(*answered);
  }
  world_.move_to(now());
  take_effect_until(world_.now());
  Outcome outcome = std::visit([&](const auto& request) { return perform(request, submission); },
                               submission.request);
  const bool performed = !std::holds_alternative<RevisionMismatch>(outcome);
  if (submission.key && performed) keep_answer(submission, outcome);
  return outcome;
}

Outcome Sequencer::perform(const PostEvents& posted, const Submission& submission) {
  if (!at_expected_revision(posted, submission.if_match)) return RevisionMismatch{};
  const std::size_t before = recorder_.recorded();
  PostOutcome outcome{.events = intake_.post(posted, submission.actor), .at = world_.now()};
  if (recorder_.recorded() > before) outcome.position = recorder_.last()->position;
  return outcome;
}

Outcome Sequencer::perform(const Command& command, const Submission& submission) {
  Decision decision = decide(world_, command, submission.if_match);
  CommandOutcome outcome{.verdict = decision.verdict, .at = world_.now()};
  if (!decision.events.empty()) {
    if (!recorder_.record(decision, submission.actor)) {
      outcome.verdict = Verdict::too_large;
      return outcome;
    }
    outcome.last_event = recorder_.last();
    recorder_.attempt_automatically();
    outcome.position = recorder_.last()->position;
  }
  outcome.reasons = std::move(decision.reasons);
  outcome.seat = std::move(decision.seat);
  outcome.seat_since = decision.seat_since;
  outcome.number = decision.number;
  outcome.changes = std::move(decision.changes);
  outcome.company_name = std::move(decision.company_name);
  return outcome;
}

Outcome Sequencer::perform(const SetClock& clock, const Submission&) {
  {
    const std::scoped_lock lock{mutex_};
    test_now_ = std::max(*test_now_, clock.now);
  }
  take_effect_until(now());
  return ClockOutcome{.at = world_.now()};
}

Outcome Sequencer::perform(const Search& search, const Submission&) {
  world_.refresh_directory();
  return SearchOutcome{.rows = world_.directory().search(search.filter)};
}

Outcome Sequencer::perform(const CountLicenses& count, const Submission&) {
  if (!world_.refresh_directory(count.at_most)) return CountOutcome{};
  return CountOutcome{
      .counts = std::make_shared<const projections::LicenseCounts>(world_.directory().counts()),
      .at = world_.now()};
}

/// If-Match speaks of one license, so it is judged where one event is posted.
bool Sequencer::at_expected_revision(const PostEvents& posted,
                                     const std::optional<ledger::Revision>& if_match) {
  if (!if_match || posted.events.size() != 1) return true;
  const auto head = world_.head_of(posted.events.front());
  return head.position != ledger::no_position && head.revision == *if_match;
}

/// Each instant at which something recorded earlier takes effect is lived through, in order: what
/// the ledger then does of itself is dated then. On the machine's clock that is now: never
/// back-dated.
void Sequencer::take_effect_until(Instant target) {
  while (!world_.failure()) {
    const auto due = world_.next_due();
    if (!due || *due > target) break;
    world_.move_to(test_now_ ? *due : target);
    recorder_.attempt_automatically(world_.let_take_effect());
  }
  world_.move_to(target);
}

ledger::Result<std::optional<Outcome>> Sequencer::answered_before(
    const Submission& submission) const {
  const std::string key = text_of(submission.key->key);
  std::optional<std::string> kept;
  if (const auto here = answers_in_batch_.find(key); here != answers_in_batch_.end()) {
    kept = here->second;
  } else {
    auto stored = store_.answer(key);
    if (!stored) return stored.error();
    kept = std::move(*stored);
  }
  if (!kept) return std::nullopt;
  const std::string digest = text_of(submission.key->request);
  if (!kept->starts_with(digest)) return KeyReuse{};
  return ReplayedAnswer{kept->substr(digest.size())};
}

void Sequencer::keep_answer(const Submission& submission, const Outcome& outcome) {
  std::string key = text_of(submission.key->key);
  std::string kept = text_of(submission.key->request) + submission.render(outcome);
  recorder_.commit().put_answer(key, kept);
  answers_in_batch_.emplace(std::move(key), std::move(kept));
}

/// True when all that was recorded is on disk, and readers see it.
bool Sequencer::commit() {
  if (world_.failure()) {
    stop_for(*world_.failure());
    return false;
  }
  const auto started = std::chrono::steady_clock::now();
  const bool writes = !recorder_.commit().empty();
  if (writes) {
    if (recorder_.recorded() > 0) tree_.seal(recorder_.commit());
    if (const auto written = store_.write(recorder_.commit()); !written) {
      stop_for(written.error());
      return false;
    }
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  if (recorder_.recorded() > 0) tree_.publish();
  world_.publish();
  {
    const std::scoped_lock lock{mutex_};
    world_now_ = world_.now();
    ++figures_.batches;
    if (writes) {
      figures_.batch_events.add(static_cast<double>(recorder_.recorded()));
      figures_.sync_seconds.add(took.count());
    }
    figures_.unsaved_events = world_.unsaved_events();
    figures_.end = world_.end();
  }
  answers_in_batch_.clear();
  recorder_.start_batch();
  return true;
}

/// The writer only gathers what is to be saved; it is written beside the next batches.
void Sequencer::save_if_due() {
  if (failure_ || world_.unsaved_events() < options_.save_every) return;
  finish_save();
  if (!failure_) start_save();
}

void Sequencer::start_save() {
  saving_ = std::async(std::launch::async, [this, entries = world_.save()]() mutable {
    world_.complete(entries);
    return store_.write_derived(entries);
  });
}

void Sequencer::finish_save() {
  if (!saving_.valid()) return;
  if (const auto written = saving_.get(); !written) {
    stop_for(written.error());
  } else {
    world_.saved();
  }
}

/// A write whose outcome is not known, or a record that cannot be read: nothing more is decided on
/// a picture that may be wrong. The process is to end, and to open the log again.
void Sequencer::stop_for(const Failure& failure) {
  Queue waiting;
  {
    const std::scoped_lock lock{mutex_};
    failure_ = failure;
    waiting.swap(queue_);
  }
  for (auto& submission : waiting) submission.done(failure);
}

}  // namespace commands::write
