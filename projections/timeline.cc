#include "projections/timeline.h"

#include <algorithm>
#include <deque>
#include <set>

#include "projections/reasons/blocking_reasons.h"
#include "projections/since.h"
#include "projections/warnings/warnings.h"

namespace projections {
namespace {

using reasons::Question;

constexpr Instant before(Instant at) { return {at.micros - 1}; }

/// The last periods to end; the first to end are dropped where there are too many.
template <class P>
class Periods {
 public:
  void add(P period) {
    kept_.push_back(std::move(period));
    if (kept_.size() <= max_periods) return;
    complete_from_ = std::max(complete_from_, *kept_.front().until);
    kept_.pop_front();
  }
  /// The first instant from which on none is missing.
  Instant complete_from() const { return complete_from_; }
  /// Those that hold from that instant on, in the order of their beginnings.
  std::vector<P> from(Instant from) const {
    std::vector<P> found;
    std::ranges::copy_if(kept_, std::back_inserter(found),
                         [&](const P& period) { return !period.until || *period.until > from; });
    std::ranges::stable_sort(found, {}, [](const P& period) { return period.from; });
    return found;
  }

 private:
  std::deque<P> kept_;
  Instant complete_from_ = ledger::earliest;
};

bool same(const StagePeriod& a, const StagePeriod& b) {
  return a.stage == b.stage && a.number == b.number;
}
bool same(const PendingPeriod& a, const PendingPeriod& b) {
  return a.number == b.number && a.held == b.held;
}

/// What is so until something else is, or nothing.
template <class P>
class Course {
 public:
  /// From the instant on; instants only move forward.
  void becomes(std::optional<P> next, Instant at) {
    if (now_ && next && same(*now_, *next)) return;
    if (now_ && now_->from < at) {
      now_->until = at;
      past_.add(std::move(*now_));
    }
    now_ = std::move(next);
    if (now_) now_->from = at;
  }
  Periods<P> finish() {
    if (now_) past_.add(std::move(*now_));
    return std::move(past_);
  }

 private:
  std::optional<P> now_;
  Periods<P> past_;
};

/// A period of a reason, and how to find out more about it.
struct Matter : ReasonPeriod {
  const reasons::Rule* rule = nullptr;
  std::string key;
};

std::optional<StagePeriod> stage_in(const Question& question) {
  const auto* current = question.license.current_set();
  StagePeriod period;
  period.stage = state::stage_at(current, question.policy, question.at);
  if (current != nullptr) period.number = current->number;
  return period;
}

std::optional<PendingPeriod> pending_in(const Question& question) {
  const auto& license = question.license;
  if (!state::has_pending(license)) return std::nullopt;
  PendingPeriod period;
  period.number = license.offered().number;
  period.held = license.hold && license.hold->number == period.number;
  return period;
}

/// The stages to come, of the license in force under the policy in force.
std::vector<StageAhead> coming_after(const Question& question) {
  std::vector<StageAhead> coming;
  const auto* current = question.license.current_set();
  if (current == nullptr) return coming;
  auto stage = state::stage_at(current, question.policy, question.at);
  const auto dates = state::dates_of(*current, question.policy);
  for (const auto& date : {dates.warn_from, dates.expires_on, dates.grace_until}) {
    if (!date || start_of(*date) <= question.at) continue;
    const auto next = state::stage_at(current, question.policy, start_of(*date));
    if (next != stage) coming.push_back({*date, next});
    stage = next;
  }
  return coming;
}

/// Replaces each reason by what it was when it last held, with its evidence: one more pass.
class Recall {
 public:
  Recall(const Events& own, const Events& catalog, Instant until,
         std::span<const reasons::ProductionInstallation> production)
      : fold_(own, catalog), until_(until), production_(production) {}

  void operator()(std::vector<Matter*> matters) {
    std::ranges::sort(matters, {}, [this](const Matter* matter) { return last_of(*matter); });
    for (Matter* matter : matters) {
      const Instant at = last_of(*matter);
      fold_.run_to(at);
      Question question{fold_.license(), fold_.catalog(), at};
      question.production = production_;
      auto reason = matter->rule->judge(matter->key, question);
      if (!reason || !same_matter(*reason, matter->reason)) continue;
      reason->since = matter->from;
      matter->reason = std::move(*reason);
    }
  }

 private:
  Instant last_of(const Matter& matter) const {
    return matter.until ? before(*matter.until) : until_;
  }

  state::Fold fold_;
  Instant until_;
  std::span<const reasons::ProductionInstallation> production_;
};

/// The attempts made from `from` on, the last of them where there are too many; moves `from` then.
Events attempts_in(const Events& own, Instant& from, Instant until) {
  Events attempts;
  for (const auto& event : own) {
    const Instant at = event->effective_at;
    if (ledger::is_attempt(*event) && from <= at && at <= until) attempts.push_back(event);
  }
  std::ranges::sort(attempts,
                    [](const auto& a, const auto& b) { return state::comes_before(*a, *b); });
  if (attempts.size() > max_periods) {
    const auto dropped = attempts.end() - static_cast<std::ptrdiff_t>(max_periods) - 1;
    from = {(*dropped)->effective_at.micros + 1};
    std::erase_if(attempts, [&](const auto& event) { return event->effective_at < from; });
  }
  return attempts;
}

std::vector<Instant> instants_of(const Timeline& timeline) {
  std::set<Instant> instants;
  const auto add = [&](Instant at) {
    if (timeline.from <= at && at <= timeline.until) instants.insert(at);
  };
  const auto add_all = [&](const auto& periods) {
    for (const Period& period : periods) {
      add(period.from);
      if (period.until) add(*period.until);
    }
  };
  add_all(timeline.stages);
  add_all(timeline.pending);
  add_all(timeline.reasons);
  add_all(timeline.warnings);
  for (const auto& attempt : timeline.attempts) add(attempt->effective_at);
  return {instants.begin(), instants.end()};
}

}  // namespace

std::optional<Timeline> timeline_of(const Events& own, const Events& catalog,
                                    std::optional<Instant> from, Instant until,
                                    std::span<const reasons::ProductionInstallation> production) {
  state::Fold fold{own, catalog};
  OpenReasons open{{reasons::blocking_rules(), warnings::warning_rules()}};
  Course<StagePeriod> stages;
  Course<PendingPeriod> pending;
  Periods<Matter> blocking;
  Periods<Matter> warned;
  const auto add = [&](OpenReasons::Period period) {
    Matter matter;
    matter.from = *period.reason.since;
    matter.until = period.until;
    matter.ended_by = std::move(period.by);
    matter.reason = std::move(period.reason);
    matter.rule = period.rule;
    matter.key = std::move(period.key);
    const bool blocks = ledger::is_in(matter.reason.code, ledger::ReasonGroup::blocking);
    (blocks ? blocking : warned).add(std::move(matter));
  };
  open.report_ended(add);
  std::optional<Instant> registered;
  trace(fold, until, production, open, [&](const Question& question) {
    if (!registered) registered = question.at;
    stages.becomes(stage_in(question), question.at);
    pending.becomes(pending_in(question), question.at);
  });
  if (!registered) return std::nullopt;
  open.finish();
  for (auto& period : open.holding()) add(std::move(period));
  Question at_the_end{fold.license(), fold.catalog(), until};

  auto staged = stages.finish();
  auto pended = pending.finish();
  Timeline timeline{.from = from.value_or(*registered), .until = until};
  for (const Instant complete : {staged.complete_from(), pended.complete_from(),
                                 blocking.complete_from(), warned.complete_from()}) {
    timeline.from = std::max(timeline.from, complete);
  }
  timeline.attempts = attempts_in(own, timeline.from, until);
  timeline.stages = staged.from(timeline.from);
  timeline.pending = pended.from(timeline.from);
  timeline.coming = coming_after(at_the_end);

  auto reasons = blocking.from(timeline.from);
  auto warnings = warned.from(timeline.from);
  std::vector<Matter*> matters;
  for (auto& matter : reasons) matters.push_back(&matter);
  for (auto& matter : warnings) matters.push_back(&matter);
  Recall{own, catalog, until, production}(std::move(matters));
  for (auto& matter : reasons) timeline.reasons.push_back(std::move(matter));
  for (auto& matter : warnings) timeline.warnings.push_back(std::move(matter));
  timeline.instants = instants_of(timeline);
  return timeline;
}

}  // namespace projections
