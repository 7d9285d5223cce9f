#include "commands/write/intake.h"

#include <algorithm>
#include <map>
#include <set>

namespace commands::write {

using ledger::EventPtr;

namespace {

bool same_content(const ledger::Event& event, const ledger::RecordedEvent& recorded) {
  return event.type() == recorded.type() && event.subject == recorded.subject &&
         event.data == recorded.data && (!event.time || *event.time == recorded.effective_at);
}

}  // namespace

EventOutcomes Intake::post(const PostEvents& posted, const std::string& actor) {
  if (!posted.history.empty()) return import(posted, actor);
  return posted.atomic ? post_atomically(posted, actor) : post_each(posted, actor);
}

/// Whether the event may be appended; of a duplicate, where it is.
EventOutcome Intake::check(const ledger::Event& event, const ledger::IdentityKey& identity,
                           Instant now) {
  const auto position = world_.identities().find(identity);
  if (!position) {
    world_.fail_with(position.error());
    return {EventStatus::not_attempted};
  }
  if (*position) {
    const auto before = world_.event_at(**position);
    if (before == nullptr) return {EventStatus::not_attempted};
    return {same_content(event, *before) ? EventStatus::duplicate : EventStatus::id_reused,
            **position};
  }
  const auto& traits = ledger::traits_of(event.type());
  const bool of_unknown_license = !traits.catalog &&
                                  event.type() != ledger::EventType::license_registered &&
                                  world_.find(event.subject) == nullptr;
  if (of_unknown_license) return {EventStatus::license_not_found};
  if (traits.decision && event.time && *event.time > now) return {EventStatus::dated_in_future};
  return {EventStatus::appended};
}

EventOutcome Intake::append(const ledger::Event& event, const std::string& actor) {
  const auto identity = ledger::identity_key(event.source, event.id);
  EventOutcome outcome = check(event, identity, world_.now());
  if (outcome.status != EventStatus::appended) return outcome;
  const EventPtr recorded = recorder_.record(event, identity, actor, world_.now());
  if (recorded == nullptr) return {EventStatus::too_large};
  outcome.position = recorded->position;
  return outcome;
}

EventOutcomes Intake::post_each(const PostEvents& posted, const std::string& actor) {
  EventOutcomes outcomes;
  outcomes.reserve(posted.events.size());
  for (const auto& event : posted.events) {
    const EventOutcome appended = append(event, actor);
    outcomes.push_back(appended);
    if (appended.status == EventStatus::appended) recorder_.attempt_automatically();
  }
  return outcomes;
}

/// First all are judged as if those before them were in the log, then all are appended or none.
EventOutcomes Intake::post_atomically(const PostEvents& posted, const std::string& actor) {
  EventOutcomes outcomes;
  std::map<ledger::IdentityKey, const ledger::Event*> in_this_step;
  std::set<std::string_view> registered_here;
  bool all_fine = true;
  for (const auto& event : posted.events) {
    const auto identity = ledger::identity_key(event.source, event.id);
    EventOutcome judged = check(event, identity, world_.now());
    if (judged.status == EventStatus::license_not_found &&
        registered_here.contains(event.subject)) {
      judged.status = EventStatus::appended;
    }
    if (judged.status == EventStatus::appended) {
      const auto [first, added] = in_this_step.try_emplace(identity, &event);
      if (!added) {
        const bool same =
            first->second->data == event.data && first->second->subject == event.subject &&
            (!event.time || *event.time == first->second->time.value_or(world_.now()));
        judged.status = same ? EventStatus::duplicate : EventStatus::id_reused;
      } else if (!recorder_.fits(event, actor)) {
        judged.status = EventStatus::too_large;
      }
    }
    if (event.type() == ledger::EventType::license_registered) {
      registered_here.insert(event.subject);
    }
    all_fine = all_fine &&
               (judged.status == EventStatus::appended || judged.status == EventStatus::duplicate);
    outcomes.push_back(judged);
  }
  if (!all_fine) {
    for (auto& event : outcomes) {
      if (event.status == EventStatus::appended) event.status = EventStatus::not_attempted;
    }
    return outcomes;
  }
  for (std::size_t i = 0; i < posted.events.size(); ++i) {
    outcomes[i] = append(posted.events[i], actor);
  }
  recorder_.attempt_automatically();
  return outcomes;
}

/// Trusted history: each event was recorded when it says, and what was decided on it comes with it,
/// so nothing is decided here.
EventOutcomes Intake::import(const PostEvents& posted, const std::string& actor) {
  EventOutcomes outcomes;
  outcomes.reserve(posted.events.size());
  for (std::size_t i = 0; i < posted.events.size(); ++i) {
    const auto& history = posted.history[i];
    outcomes.push_back(append_as_recorded(posted.events[i], history,
                                          history.actor.empty() ? actor : history.actor));
  }
  recorder_.forget_touched();
  return outcomes;
}

/// An event that is not appended leaves the clock where it is: a wrong instant on one line must not
/// make all that follow come too late.
EventOutcome Intake::append_as_recorded(const ledger::Event& event,
                                        const PostEvents::History& history,
                                        const std::string& actor) {
  const auto identity = ledger::identity_key(event.source, event.id);
  EventOutcome judged = check(event, identity, history.recorded_at);
  const bool here_already = judged.status == EventStatus::duplicate;
  if (!here_already && history.recorded_at < world_.now()) return {EventStatus::recorded_earlier};
  if (judged.status == EventStatus::id_reused || world_.failure()) return judged;
  // Before whatever else is wrong with it, for where events are missing that follows from it.
  const ledger::Position stands_at = here_already ? judged.position : world_.end();
  if (history.position.value_or(stands_at) != stands_at) {
    return {EventStatus::position_mismatch, stands_at};
  }
  if (judged.status != EventStatus::appended) return judged;

  world_.move_to(history.recorded_at);
  static_cast<void>(world_.let_take_effect());
  ledger::Event recordable = event;
  // An export always says the time. Where it is the one that the ledger would choose, it is left
  // out again, so that the record is no longer than it was and fits here too.
  if (recordable.time == history.recorded_at) recordable.time.reset();
  const EventPtr recorded = recorder_.record(recordable, identity, actor, history.recorded_at);
  if (recorded == nullptr) return {EventStatus::too_large};
  judged.position = recorded->position;
  return judged;
}

}  // namespace commands::write
