#include "tools/webhooks/follower.h"

#include <algorithm>

#include "ledger/stream.h"

namespace tools::webhooks {
namespace {

using projections::reasons::Question;

constexpr std::uint64_t events_at_once = 256;
constexpr std::size_t licenses_at_once = 64;
constexpr std::size_t messages_at_once = 256;
/// Steps that nothing came of are written now and then: a start need not go far back.
constexpr std::uint64_t unwritten_events = 65'536;

}  // namespace

struct Follower::Work {
  Store::Step step;
  std::size_t looked_at = 0;
  bool must_write = false;  // a sweep has begun or gone on

  bool full() const {
    return step.messages.size() >= messages_at_once || looked_at >= licenses_at_once;
  }
};

ledger::Result<Follower::Done> Follower::step() {
  const auto subscription = store_.find(id_);
  if (!subscription || subscription->disabled) {
    forget();
    return Done{};
  }
  if (store_.backlog(id_).pending >= max_pending) return Done{};
  if (!followed_ || followed_->generation != subscription->generation) {
    if (const auto loaded = load(*subscription); !loaded) return loaded.error();
  }
  followed_->language = subscription->language;
  Work work{.step = {.generation = followed_->generation}};
  const Position end = log_.streams.end();
  ledger::Result<void> done = boost::system::in_place_value;
  if (progress_.sweep) {
    done = sweep(work);
  } else if (progress_.position < end) {
    done = follow(work, end);
  } else if (const auto due = next_due(); due && *due <= log_.now()) {
    const auto settled = log_.settled();
    if (!settled) return Done{};
    if (progress_.position < log_.streams.end()) return Done{.more = true};
    done = pass_time(work, *settled);
  } else {
    return Done{};
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
    return boost::system::in_place_value;
  }
  Position known = progress_.position;
  Instant at = progress_.instant;
  if (progress_.sweep) {
    at = progress_.sweep->at;
    if (progress_.sweep->cause == Sweep::Cause::event) known = ledger::next(known);
  }
  watch_.emplace(log_.streams, known, at);
  return store_.each_condition(id_, [this](const std::string& serial_number, const auto& known_as) {
    if (known_as.next) due_.emplace(*known_as.next, serial_number);
  });
}

void Follower::forget() {
  followed_.reset();
  watch_.reset();
  due_.clear();
  swept_.clear();
}

ledger::Result<void> Follower::follow(Work& work, Position end) {
  const Position to{std::min(end.value, progress_.position.value + events_at_once)};
  std::vector<ledger::EventPtr> events;
  const auto read = ledger::read_events(log_.store, progress_.position, to, [&](const auto& event) {
    events.push_back(event);
    return true;
  });
  if (!read) return read.error();
  for (const auto& event : events) {
    if (const auto passed = pass_time(work, event->recorded_at); !passed) return passed.error();
    if (progress_.sweep || work.full()) break;
    if (const auto taken = take_event(work, event); !taken) return taken.error();
    if (progress_.sweep || work.full()) break;
  }
  return boost::system::in_place_value;
}

ledger::Result<void> Follower::take_event(Work& work, const ledger::EventPtr& event) {
  const bool of_catalog = ledger::stream_of(*event) == ledger::catalog_stream;
  const bool about_us =
      of_catalog ? followed_->serial_numbers.empty() : followed_->is_about(event->subject);
  const auto occasion = [&](std::string_view type) {
    return Occasion{.webhook_id = id_,
                    .type = type,
                    .serial_number = event->subject,
                    .by = event->position,
                    .at = event->recorded_at};
  };
  const auto add = [&](std::string_view type, std::string body) {
    work.step.messages.push_back(
        {message_id(occasion(type)), std::string{type}, event->subject, std::move(body)});
  };
  const auto type = ledger::name_of(event->type());
  if (about_us && followed_->wants(type)) add(type, event_body(*event));
  if (const auto change = change_in(*event); about_us && change) {
    const auto name = ledger::name_of(*change);
    if (followed_->wants(name)) add(name, decision_body(*event, followed_->language));
  }
  if (watch_) {
    if (const auto taken = watch_->take(event); !taken) return taken.error();
    if (of_catalog) {
      // All licenses may be touched: the event is done when they have all been looked at.
      progress_.sweep = Sweep{.cause = Sweep::Cause::event, .at = watch_->at()};
      work.must_write = true;
      return boost::system::in_place_value;
    }
    if (about_us) {
      const auto looked = look_at(work, event->subject, event->position, true);
      if (!looked) return looked.error();
    }
  }
  progress_.position = ledger::next(event->position);
  return boost::system::in_place_value;
}

/// Up to `until`, or as far as one piece of work goes: progress_ tells.
ledger::Result<void> Follower::pass_time(Work& work, Instant until) {
  while (watch_) {
    const auto due = next_due();
    if (!due || *due > until) break;
    if (work.full()) return boost::system::in_place_value;
    const bool all = watch_->next_of_catalog() == due;
    watch_->move_to(*due);
    if (all) {
      progress_.sweep = Sweep{.cause = Sweep::Cause::time, .at = watch_->at()};
      work.must_write = true;
      return boost::system::in_place_value;
    }
    // Comes back with when it is due next.
    const std::string serial_number = due_.extract(due_.begin()).value().second;
    const auto looked = look_at(work, serial_number, std::nullopt, true);
    if (!looked) return looked.error();
    progress_.instant = watch_->at();
  }
  if (watch_) watch_->move_to(until);
  progress_.instant = std::max(progress_.instant, until);
  return boost::system::in_place_value;
}

ledger::Result<void> Follower::sweep(Work& work) {
  if (!watch_) {
    end_sweep(work);
    return boost::system::in_place_value;
  }
  Sweep& sweep = *progress_.sweep;
  work.must_write = true;
  if (swept_.empty()) {
    swept_ = followed_->serial_numbers.empty()
                 ? log_.streams.serial_numbers()
                 : std::vector<std::string>(followed_->serial_numbers.begin(),
                                            followed_->serial_numbers.end());
    std::ranges::sort(swept_);
  }
  const std::optional<Position> by =
      sweep.cause == Sweep::Cause::event ? std::optional{progress_.position} : std::nullopt;
  auto next = std::ranges::upper_bound(swept_, sweep.after);
  for (; next != swept_.end() && !work.full(); ++next) {
    const auto looked = look_at(work, *next, by, sweep.cause != Sweep::Cause::baseline);
    if (!looked) return looked.error();
    sweep.after = *next;
  }
  if (next == swept_.end()) end_sweep(work);
  return boost::system::in_place_value;
}

void Follower::end_sweep(Work& work) {
  if (progress_.sweep->cause == Sweep::Cause::event) {
    progress_.position = ledger::next(progress_.position);
  }
  progress_.instant = std::max(progress_.instant, progress_.sweep->at);
  progress_.sweep.reset();
  swept_.clear();
  work.must_write = true;
}

ledger::Result<void> Follower::look_at(Work& work, const std::string& serial_number,
                                       std::optional<Position> by, bool tell_of_it) {
  ++work.looked_at;
  const auto fold = watch_->license(serial_number, by && !progress_.sweep);
  if (!fold) return fold.error();
  const auto& license = (*fold)->license();
  if (!license.registration) return boost::system::in_place_value;
  const auto before = condition_before(work, serial_number);
  if (!before) return before.error();
  const auto& waiting = (*fold)->waiting();
  const auto next_event =
      waiting.empty() ? std::nullopt : std::optional{waiting.front()->effective_at};
  const Question question{license, watch_->catalog(), watch_->at()};
  Condition after = condition_of(question, next_event);
  if (*before && **before == after) return boost::system::in_place_value;
  if (tell_of_it) {
    const auto changes = changes_between(before->value_or(Condition{}), after);
    const auto told = tell(work, changes, license, by);
    if (!told) return told.error();
  }
  set_due(serial_number, *before ? (*before)->next : std::nullopt, after.next);
  work.step.conditions[serial_number] = std::move(after);
  return boost::system::in_place_value;
}

ledger::Result<void> Follower::tell(Work& work, const std::vector<Change>& changes,
                                    const projections::state::License& license,
                                    std::optional<Position> by) {
  for (const auto& change : changes) {
    const auto type = ledger::name_of(change.type);
    if (!followed_->wants(type)) continue;
    auto past = watch_->past_of(license.serial_number);
    if (!past) return past.error();
    const Instant at = watch_->at();
    Sighting sighting{
        .question = Question{license, watch_->catalog(), at}, .by = by, .past = std::move(*past)};
    const Occasion occasion{.webhook_id = id_,
                            .type = type,
                            .serial_number = license.serial_number,
                            .about = change.invoice_id,
                            .by = by,
                            .at = at};
    work.step.messages.push_back({message_id(occasion), std::string{type}, license.serial_number,
                                  change_body(change, std::move(sighting), followed_->language)});
  }
  return boost::system::in_place_value;
}

ledger::Result<Follower::Done> Follower::finish(Work& work) {
  const bool more = progress_.sweep || progress_.position < log_.streams.end() || work.full();
  work.step.progress = progress_;
  const bool nothing =
      work.step.messages.empty() && work.step.conditions.empty() && !work.must_write;
  if (nothing && progress_.position.value - written_.value < unwritten_events) {
    store_.note(id_, work.step.generation, progress_);
    return Done{.more = more};
  }
  const auto taken = store_.take(id_, work.step);
  if (!taken) return taken.error();
  if (!*taken) {
    forget();
    return Done{.more = true};
  }
  written_ = progress_.position;
  return Done{.more = more, .told = !work.step.messages.empty()};
}

ledger::Result<std::optional<Condition>> Follower::condition_before(
    const Work& work, const std::string& serial_number) const {
  const auto here = work.step.conditions.find(serial_number);
  if (here != work.step.conditions.end()) return std::optional{here->second};
  return store_.condition(id_, serial_number);
}

void Follower::set_due(const std::string& serial_number, std::optional<Instant> before,
                       std::optional<Instant> after) {
  if (before) due_.erase({*before, serial_number});
  if (after) due_.emplace(*after, serial_number);
}

std::optional<Instant> Follower::next_due() const {
  if (!watch_) return std::nullopt;
  auto due = watch_->next_of_catalog();
  if (!due_.empty() && (!due || due_.begin()->first < *due)) due = due_.begin()->first;
  return due;
}

}  // namespace tools::webhooks
