#include "tools/webhooks/follower.h"

#include <algorithm>

#include "ledger/stream.h"
#include "replay/refusal_dates.h"

namespace tools::webhooks {
namespace {

using projections::reasons::Question;

constexpr std::uint64_t max_events = 256;  // these three: of one step
constexpr std::size_t max_licenses = 64;
constexpr std::size_t swept_at_once = max_licenses;
constexpr std::size_t max_messages = 256;
/// A step that came to nothing is only written after this many events: a start need not go far
/// back.
constexpr std::uint64_t max_unwritten_events = 65'536;
/// With this many pending messages a subscription stops following: the log keeps what is to come,
/// and nothing is lost.
constexpr std::size_t max_pending = 1'000;

}  // namespace

struct Follower::Work {
  LogStep step;
  std::size_t examined = 0;
  bool must_write = false;  // a sweep started, advanced or ended

  bool full() const { return step.messages.size() >= max_messages || examined >= max_licenses; }
};

ledger::Result<Follower::StepResult> Follower::step() {
  const auto subscription = subscriptions_.find(id_);
  if (!subscription || subscription->disabled) {
    forget();
    return StepResult{};
  }
  if (deliveries_.backlog(id_).pending >= max_pending) return StepResult{};
  if (!followed_ || followed_->generation != subscription->generation) {
    LEDGER_RETURN_IF_FAILED(load(*subscription));
  }
  followed_->language = subscription->language;
  Work work{.step = {.generation = followed_->generation}};
  const Position end = log_.streams.end();
  ledger::Result<void> done = ledger::ok;
  if (progress_.sweep) {
    done = sweep(work);
  } else if (progress_.position < end) {
    done = follow(work, end);
  } else if (const auto due = next_due(); due && *due <= log_.now()) {
    const auto settled = log_.settled();
    if (!settled) return StepResult{};
    if (progress_.position < log_.streams.end()) return StepResult{.more = true};
    done = pass_time(work, *settled);
  } else {
    return StepResult{};
  }
  if (!done) {
    forget();
    return done.error();
  }
  return finish(work);
}

ledger::Result<void> Follower::load(const Subscription& subscription) {
  forget();
  followed_ = subscription;
  progress_ = subscription.progress;
  written_ = progress_.position;
  if (!subscription.watches()) {
    progress_.sweep.reset();
    return ledger::ok;
  }
  Position known = progress_.position;
  Instant at = progress_.instant;
  if (progress_.sweep) {
    at = progress_.sweep->at;
    if (progress_.sweep->cause == Sweep::Cause::event) known = ledger::next(known);
  }
  view_.emplace(log_.streams, known, at);
  return subscriptions_.each_condition(
      id_, [this](const std::string& serial_number, const Condition& condition) {
        if (condition.next) due_.emplace(*condition.next, serial_number);
      });
}

void Follower::forget() {
  followed_.reset();
  view_.reset();
  due_.clear();
}

ledger::Result<void> Follower::follow(Work& work, Position end) {
  const Position to{std::min(end.value, progress_.position.value + max_events)};
  std::vector<ledger::EventPtr> events;
  LEDGER_RETURN_IF_FAILED(
      ledger::read_events(log_.store, progress_.position, to, [&](const auto& event) {
        events.push_back(event);
        return true;
      }));
  for (const auto& event : events) {
    LEDGER_RETURN_IF_FAILED(pass_time(work, event->recorded_at));
    if (progress_.sweep || work.full()) break;
    LEDGER_RETURN_IF_FAILED(apply(work, event));
    if (progress_.sweep || work.full()) break;
  }
  return ledger::ok;
}

ledger::Result<void> Follower::apply(Work& work, const ledger::EventPtr& event) {
  const bool of_catalog = ledger::stream_of(*event) == ledger::catalog_stream;
  const bool in_scope =
      of_catalog ? followed_->serial_numbers.empty() : followed_->is_about(event->subject);
  if (in_scope) LEDGER_RETURN_IF_FAILED(report_event(work, *event));
  if (view_) {
    LEDGER_RETURN_IF_FAILED(view_->apply(event));
    if (of_catalog) {
      // It may affect every license: the event is done when all of them have been examined.
      begin_sweep(work, Sweep::Cause::event);
      return ledger::ok;
    }
    if (in_scope) {
      LEDGER_RETURN_IF_FAILED(examine(work, event->subject, event->position, true));
    }
  }
  progress_.position = ledger::next(event->position);
  return ledger::ok;
}

ledger::Result<void> Follower::report_event(Work& work, const ledger::RecordedEvent& event) {
  const auto add = [&](std::string_view type, std::string body) {
    const MessageIdentity identity{.webhook_id = id_,
                                   .type = type,
                                   .serial_number = event.subject,
                                   .by = event.position,
                                   .at = event.recorded_at};
    work.step.messages.push_back(
        {message_id(identity), std::string{type}, event.subject, std::move(body)});
  };
  const auto type = ledger::name_of(event.type());
  if (followed_->wants(type)) add(type, event_body(event));
  if (const auto decision = decision_type(event)) {
    const auto name = ledger::name_of(*decision);
    if (!followed_->wants(name)) return ledger::ok;
    projections::reasons::Reasons dated;
    if (ledger::refusal_reasons(event.data) != nullptr) {
      LEDGER_ASSIGN_OR_RETURN(auto own, log_.streams.of(event.subject));
      LEDGER_ASSIGN_OR_RETURN(dated, replay::RefusalDates(log_.streams, std::move(own)).of(event));
    }
    add(name, decision_body(event, dated, followed_->language));
  }
  return ledger::ok;
}

/// Until that instant, or as far as one step goes: `progress_` shows how far.
ledger::Result<void> Follower::pass_time(Work& work, Instant until) {
  while (view_) {
    const auto due = next_due();
    if (!due || *due > until) break;
    if (work.full()) return ledger::ok;
    const bool of_catalog = view_->next_catalog_change() == due;
    view_->advance_to(*due);
    if (of_catalog) {
      begin_sweep(work, Sweep::Cause::time);
      return ledger::ok;
    }
    // It returns with the instant at which it is due next.
    const std::string serial_number = due_.extract(due_.begin()).value().second;
    LEDGER_RETURN_IF_FAILED(examine(work, serial_number, std::nullopt, true));
    progress_.instant = view_->at();
  }
  if (view_) view_->advance_to(until);
  progress_.instant = std::max(progress_.instant, until);
  return ledger::ok;
}

void Follower::begin_sweep(Work& work, Sweep::Cause cause) {
  progress_.sweep = Sweep{.cause = cause, .at = view_->at()};
  work.must_write = true;
}

ledger::Result<void> Follower::sweep(Work& work) {
  if (!view_) {
    end_sweep(work);
    return ledger::ok;
  }
  Sweep& sweep = *progress_.sweep;
  work.must_write = true;
  const std::optional<Position> by =
      sweep.cause == Sweep::Cause::event ? std::optional{progress_.position} : std::nullopt;
  LEDGER_ASSIGN_OR_RETURN(const auto swept, next_swept(sweep.after));
  auto next = swept.begin();
  for (; next != swept.end() && !work.full(); ++next) {
    LEDGER_RETURN_IF_FAILED(examine(work, *next, by, sweep.cause != Sweep::Cause::baseline));
    sweep.after = *next;
  }
  if (next == swept.end() && swept.size() < swept_at_once) end_sweep(work);
  return ledger::ok;
}

ledger::Result<std::vector<std::string>> Follower::next_swept(std::string_view after) const {
  const auto& limited = followed_->serial_numbers;
  if (limited.empty()) return log_.directory.serial_numbers(after, swept_at_once);
  std::vector<std::string> next;
  auto at = limited.upper_bound(std::string{after});
  for (; at != limited.end() && next.size() < swept_at_once; ++at) next.push_back(*at);
  return next;
}

void Follower::end_sweep(Work& work) {
  if (progress_.sweep->cause == Sweep::Cause::event) {
    progress_.position = ledger::next(progress_.position);
  }
  progress_.instant = std::max(progress_.instant, progress_.sweep->at);
  progress_.sweep.reset();
  work.must_write = true;
}

ledger::Result<void> Follower::examine(Work& work, const std::string& serial_number,
                                       std::optional<Position> by, bool report) {
  ++work.examined;
  LEDGER_ASSIGN_OR_RETURN(const auto* fold, view_->license(serial_number, by && !progress_.sweep));
  const auto& license = fold->license();
  if (!license.registration) return ledger::ok;
  LEDGER_ASSIGN_OR_RETURN(const auto before, condition_before(work, serial_number));
  const Question question{license, view_->catalog(), view_->at()};
  Condition after = condition_of(question, fold->next_due());
  if (before == after) return ledger::ok;
  if (report) {
    const auto changes = changes_between(before.value_or(Condition{}), after);
    LEDGER_RETURN_IF_FAILED(report_changes(work, changes, license, by));
  }
  set_due(serial_number, before ? before->next : std::nullopt, after.next);
  work.step.conditions[serial_number] = std::move(after);
  return ledger::ok;
}

ledger::Result<void> Follower::report_changes(Work& work, const std::vector<LicenseChange>& changes,
                                              const projections::state::License& license,
                                              std::optional<Position> by) {
  for (const auto& change : changes) {
    const auto type = ledger::name_of(change.type);
    if (!followed_->wants(type)) continue;
    LEDGER_ASSIGN_OR_RETURN(auto past, view_->past_of(license.serial_number));
    const Instant at = view_->at();
    SeenChange seen{
        .question = Question{license, view_->catalog(), at}, .by = by, .past = std::move(past)};
    const MessageIdentity identity{.webhook_id = id_,
                                   .type = type,
                                   .serial_number = license.serial_number,
                                   .about = change.invoice_id,
                                   .by = by,
                                   .at = at};
    work.step.messages.push_back({message_id(identity), std::string{type}, license.serial_number,
                                  change_body(change, std::move(seen), followed_->language)});
  }
  return ledger::ok;
}

ledger::Result<Follower::StepResult> Follower::finish(Work& work) {
  const bool more = progress_.sweep || progress_.position < log_.streams.end() || work.full();
  work.step.progress = progress_;
  const bool nothing =
      work.step.messages.empty() && work.step.conditions.empty() && !work.must_write;
  if (nothing && progress_.position.value - written_.value < max_unwritten_events) {
    subscriptions_.note(id_, work.step.generation, progress_);
    return StepResult{.more = more};
  }
  LEDGER_ASSIGN_OR_RETURN(const bool written, write_step(deliveries_, id_, work.step));
  if (!written) {
    forget();
    return StepResult{.more = true};
  }
  written_ = progress_.position;
  return StepResult{.more = more, .new_messages = !work.step.messages.empty()};
}

ledger::Result<std::optional<Condition>> Follower::condition_before(
    const Work& work, const std::string& serial_number) const {
  const auto here = work.step.conditions.find(serial_number);
  if (here != work.step.conditions.end()) return std::optional{here->second};
  return subscriptions_.condition(id_, serial_number);
}

void Follower::set_due(const std::string& serial_number, std::optional<Instant> before,
                       std::optional<Instant> after) {
  if (before) due_.erase({*before, serial_number});
  if (after) due_.emplace(*after, serial_number);
}

std::optional<Instant> Follower::next_due() const {
  if (!view_) return std::nullopt;
  auto due = view_->next_catalog_change();
  if (!due_.empty() && (!due || due_.begin()->first < *due)) due = due_.begin()->first;
  return due;
}

}  // namespace tools::webhooks
