#include "commands/write/intake.h"

#include <algorithm>
#include <map>

namespace commands::write {

using ledger::EventPtr;
using ledger::Result;

namespace {

bool same_content(const ledger::Event& event, const ledger::RecordedEvent& recorded) {
  return event.type() == recorded.type() && event.subject == recorded.subject &&
         event.data == recorded.data && (!event.time || *event.time == recorded.effective_at);
}

/// Likewise, of an earlier event of the same step.
bool same_content(const ledger::Event& event, const ledger::Event& earlier, Instant now) {
  return event.data == earlier.data && event.subject == earlier.subject &&
         (!event.time || *event.time == earlier.time.value_or(now));
}

}  // namespace

Result<EventOutcomes> Intake::post(const PostEvents& posted, const std::string& actor) {
  if (!posted.history.empty()) return import(posted, actor);
  return posted.atomic ? post_atomically(posted, actor) : post_each(posted, actor);
}

Result<Admissibility> Intake::judge(const ledger::Event& event, const ledger::IdentityKey& identity,
                                    Instant now, const std::set<std::string_view>& registered) {
  LEDGER_ASSIGN_OR_RETURN(const auto position, state_.identities().find(identity));
  if (position) {
    LEDGER_ASSIGN_OR_RETURN(const EventPtr before, state_.event_at(*position));
    return same_content(event, *before) ? Admissibility::duplicate(*position)
                                        : Admissibility::refused(EventStatus::id_reused, *position);
  }
  const auto& traits = ledger::traits_of(event.type());
  if (!traits.catalog && event.type() != ledger::EventType::license_registered) {
    LEDGER_ASSIGN_OR_RETURN(const bool known, state_.knows(event.subject));
    if (!known && !registered.contains(event.subject)) {
      return Admissibility::refused(EventStatus::license_not_found);
    }
  }
  if (traits.decision && event.time && *event.time > now) {
    return Admissibility::refused(EventStatus::dated_in_future);
  }
  return Admissibility::admissible();
}

Result<EventOutcome> Intake::append(const ledger::Event& event, const std::string& actor) {
  const auto identity = ledger::identity_key(event.source, event.id);
  LEDGER_ASSIGN_OR_RETURN(const auto judgment, judge(event, identity, state_.now()));
  if (!judgment.is_admissible()) return judgment.outcome();
  LEDGER_ASSIGN_OR_RETURN(const EventPtr recorded,
                          recorder_.append_posted(event, identity, actor, state_.now()));
  if (recorded == nullptr) return EventOutcome{EventStatus::too_large};
  return EventOutcome{EventStatus::appended, recorded->position};
}

Result<EventOutcomes> Intake::post_each(const PostEvents& posted, const std::string& actor) {
  EventOutcomes outcomes;
  outcomes.reserve(posted.events.size());
  for (const auto& event : posted.events) {
    LEDGER_ASSIGN_OR_RETURN(const EventOutcome outcome, append(event, actor));
    outcomes.push_back(outcome);
    if (outcome.status == EventStatus::appended) LEDGER_RETURN_IF_FAILED(recorder_.retry_touched());
  }
  return outcomes;
}

Result<EventOutcomes> Intake::post_atomically(const PostEvents& posted, const std::string& actor) {
  LEDGER_ASSIGN_OR_RETURN(const auto judged, judge_step(posted.events, actor));
  const bool all_fine = std::ranges::all_of(judged, [](const Admissibility& judgment) {
    return judgment.is_admissible() || judgment.is_duplicate();
  });
  EventOutcomes outcomes;
  outcomes.reserve(posted.events.size());
  if (!all_fine) {
    for (const auto& judgment : judged) {
      outcomes.push_back(judgment.is_admissible() ? EventOutcome{EventStatus::not_attempted}
                                                  : judgment.outcome());
    }
    return outcomes;
  }
  for (const auto& event : posted.events) {
    LEDGER_ASSIGN_OR_RETURN(const EventOutcome outcome, append(event, actor));
    outcomes.push_back(outcome);
  }
  LEDGER_RETURN_IF_FAILED(recorder_.retry_touched());
  return outcomes;
}

/// Judges each event as if those before it were in the log.
Result<std::vector<Admissibility>> Intake::judge_step(const std::vector<ledger::Event>& events,
                                                      const std::string& actor) {
  std::vector<Admissibility> judged;
  std::map<ledger::IdentityKey, const ledger::Event*> in_this_step;
  std::set<std::string_view> registered;
  for (const auto& event : events) {
    const auto identity = ledger::identity_key(event.source, event.id);
    LEDGER_ASSIGN_OR_RETURN(auto judgment, judge(event, identity, state_.now(), registered));
    if (judgment.is_admissible()) {
      const auto [first, added] = in_this_step.try_emplace(identity, &event);
      if (!added) {
        judgment = same_content(event, *first->second, state_.now())
                       ? Admissibility::duplicate()
                       : Admissibility::refused(EventStatus::id_reused);
      } else if (!recorder_.fits(event, actor)) {
        judgment = Admissibility::refused(EventStatus::too_large);
      }
    }
    if (event.type() == ledger::EventType::license_registered) {
      registered.insert(event.subject);
    }
    judged.push_back(judgment);
  }
  return judged;
}

/// Trusted history: each event was recorded at the instant given with it, and what was decided on
/// it comes with it, so nothing is decided here.
Result<EventOutcomes> Intake::import(const PostEvents& posted, const std::string& actor) {
  EventOutcomes outcomes;
  outcomes.reserve(posted.events.size());
  const bool had_round = state_.has_round();
  for (std::size_t i = 0; i < posted.events.size(); ++i) {
    const auto& history = posted.history[i];
    LEDGER_ASSIGN_OR_RETURN(const EventOutcome outcome,
                            append_as_recorded(posted.events[i], history,
                                               history.actor.empty() ? actor : history.actor));
    outcomes.push_back(outcome);
  }
  recorder_.forget_touched();
  if (!had_round) state_.end_round();
  return outcomes;
}

/// An event that is not appended does not move the clock: a wrong instant on one line must not make
/// all that follow too late.
Result<EventOutcome> Intake::append_as_recorded(const ledger::Event& event,
                                                const PostEvents::History& history,
                                                const std::string& actor) {
  const auto identity = ledger::identity_key(event.source, event.id);
  LEDGER_ASSIGN_OR_RETURN(const auto judgment, judge(event, identity, history.recorded_at));
  if (!judgment.is_duplicate() && history.recorded_at < state_.now()) {
    return EventOutcome{EventStatus::recorded_earlier};
  }
  if (judgment.is_refused_as(EventStatus::id_reused)) return judgment.outcome();
  // Checked before the rest: where events are missing, other refusals are only a consequence.
  const auto position = judgment.is_duplicate() ? judgment.outcome().position : state_.end();
  if (history.position.value_or(position) != position) {
    return EventOutcome{EventStatus::position_mismatch, position};
  }
  if (!judgment.is_admissible()) return judgment.outcome();

  state_.move_to(history.recorded_at);
  for (bool more = true; more;) {
    LEDGER_ASSIGN_OR_RETURN(const auto due, state_.let_take_effect(most_in_one_step));
    more = !due.empty();
  }
  ledger::Event recordable = event;
  // An export always states the time. Where it is the one that the ledger would choose, it is left
  // out again, so that the record is no longer than it was and fits here too.
  if (recordable.time == history.recorded_at) recordable.time.reset();
  LEDGER_ASSIGN_OR_RETURN(
      const EventPtr recorded,
      recorder_.append_posted(recordable, identity, actor, history.recorded_at));
  if (recorded == nullptr) return EventOutcome{EventStatus::too_large};
  return EventOutcome{EventStatus::appended, recorded->position};
}

}  // namespace commands::write
