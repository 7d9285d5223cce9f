#include "commands/write/recorder.h"

#include <algorithm>
#include <fmt/format.h>

#include "commands/decide/activate.h"
#include "ledger/digest.h"
#include "projections/since.h"
#include "projections/state/fold.h"

namespace commands::write {
namespace {

Reasons* reasons_in(ledger::EventData& data) {
  return std::visit(
      [](auto& alternative) -> Reasons* {
        if constexpr (requires { alternative.reasons; }) return &alternative.reasons;
        return nullptr;
      },
      data);
}

void cut_lists(Reasons& reasons, std::size_t most) {
  for (auto& reason : reasons) {
    if (reason.users.size() > most) reason.users.resize(most);
    if (reason.evidence.size() > most) reason.evidence.resize(most);
  }
}

/// Leaves out a little more of what a record has no room for: first the lists of users and events
/// of each reason, whose numbers stay exact, then reasons from the end. False when there is nothing
/// to leave out.
bool shorten(ledger::EventData& data, std::size_t& most_listed) {
  if (auto* activated = std::get_if<ledger::LicenseActivated>(&data)) {
    const bool longer = !activated->changes.empty();
    activated->changes.clear();  // the difference of two sets that are both in the log
    return longer;
  }
  Reasons* reasons = reasons_in(data);
  if (reasons == nullptr || (most_listed == 0 && reasons->size() < 2)) return false;
  if (most_listed > 0) {
    most_listed /= 4;
    cut_lists(*reasons, most_listed);
  } else {
    reasons->resize(reasons->size() / 2);
  }
  return true;
}

/// Whether the record of such an event can be too long: all others are of a few short texts.
bool can_be_long(const ledger::EventData& data) {
  return std::visit(
      [](const auto& alternative) {
        return requires { alternative.reasons; }
        || requires { alternative.modules; }
        || requires { alternative.seats; };
      },
      data);
}

}  // namespace

ledger::EventPtr Recorder::record(const ledger::Event& event, const ledger::IdentityKey& identity,
                                  const std::string& actor, Instant recorded_at) {
  auto recorded = std::make_shared<ledger::RecordedEvent>();
  static_cast<ledger::Event&>(*recorded) = event;
  recorded->actor = actor;
  recorded->recorded_at = recorded_at;
  return place(recorded, identity) ? last_ : nullptr;
}

void Recorder::record(Draft draft, const std::string& actor) {
  auto recorded = std::make_shared<ledger::RecordedEvent>();
  recorded->source = ledger::own_source;
  recorded->id = next_id();
  recorded->subject = std::move(draft.subject);
  recorded->data = std::move(draft.data);
  recorded->actor = actor;
  recorded->recorded_at = world_.now();
  const auto identity = ledger::identity_key(recorded->source, recorded->id);
  LEDGER_CHECK(place(recorded, identity));
}

/// Twenty digits hold every position, so that the order of the texts is the order of the decisions.
/// History that was imported from another ledger may have brought the same one.
std::string Recorder::next_id() const {
  const std::string id = fmt::format("{:020}", world_.end().value);
  const auto taken = [&](const std::string& candidate) {
    const auto found =
        world_.identities().find(ledger::identity_key(ledger::own_source, candidate));
    return found && *found;
  };
  std::string free = id;
  for (int attempt = 1; taken(free); ++attempt) free = fmt::format("{}-{}", id, attempt);
  return free;
}

bool Recorder::place(const std::shared_ptr<ledger::RecordedEvent>& recorded,
                     const ledger::IdentityKey& identity) {
  const ledger::StreamHead head = world_.head_of(*recorded);
  const bool first = head.position == ledger::no_position;
  recorded->position = world_.end();
  recorded->revision = {first ? 0 : head.revision.value + 1};
  recorded->previous = head.position;
  recorded->effective_at = recorded->time.value_or(recorded->recorded_at);
  const auto record = encoder_.encode(*recorded, next_salt());
  if (record.size() > ledger::max_record_bytes) return false;

  commit_.put_event(recorded->position, record);
  tree_.append(record, commit_);
  world_.identities().add(identity, recorded->position);
  world_.apply(recorded);
  if (ledger::stream_of(*recorded) == ledger::catalog_stream) {
    catalog_touched_ = true;
  } else {
    touched_.push_back(recorded->subject);
  }
  last_ = recorded;
  ++recorded_;
  return true;
}

bool Recorder::fits(const ledger::Event& event, const std::string& actor) {
  ledger::RecordedEvent recorded;
  static_cast<ledger::Event&>(recorded) = event;
  recorded.actor = actor;
  // A zero, or no position, would take no room in the record.
  recorded.position = recorded.previous = {1};
  recorded.revision = {1};
  recorded.recorded_at = {1};
  recorded.effective_at = event.time.value_or(world_.now());
  return encoder_.encode(recorded, {}).size() <= ledger::max_record_bytes;
}

bool Recorder::record(Decision& decision, const std::string& actor) {
  if (is_refusal(decision.verdict)) {
    date(decision);
    *reasons_in(decision.events.back().data) = decision.reasons;
  }
  // All of it, or nothing.
  for (auto& draft : decision.events) {
    ledger::Event event{.source = std::string{ledger::own_source},
                        .id = std::string(32, '0'),
                        .subject = draft.subject,
                        .time = std::nullopt,
                        .data = {}};
    if (!can_be_long(draft.data)) continue;
    std::size_t most_listed = 1024;
    for (event.data = draft.data; !fits(event, actor); event.data = draft.data) {
      if (!shorten(draft.data, most_listed)) return false;
    }
  }
  for (auto& draft : decision.events) record(std::move(draft), actor);
  return true;
}

void Recorder::date(Decision& decision) {
  auto events = world_.events_of(decision.events.back().subject);
  if (!events) return;  // the world has failed, and the writer will stop
  projections::state::Fold fold{std::move(*events), world_.catalog_events()};
  projections::SinceTracker tracker;
  projections::trace(fold, world_.now(), decision.stops, [&](Instant at) {
    Question question{fold.license(), fold.catalog(), at};
    question.detail = projections::reasons::Detail::matter;
    tracker.observe(at, decision.judge(question));
  });
  tracker.date(decision.reasons, world_.now());
}

void Recorder::attempt_automatically() {
  std::vector<std::string> serial_numbers = std::move(touched_);
  if (catalog_touched_) {
    for (auto& serial_number : world_.wanting_activation()) {
      serial_numbers.push_back(std::move(serial_number));
    }
  }
  if (serial_numbers.size() > 1) {
    std::ranges::sort(serial_numbers);
    serial_numbers.erase(std::unique(serial_numbers.begin(), serial_numbers.end()),
                         serial_numbers.end());
  }
  attempt_automatically(serial_numbers);
}

void Recorder::attempt_automatically(const std::vector<std::string>& serial_numbers) {
  for (const auto& serial_number : serial_numbers) {
    const LiveLicense* license = world_.find(serial_number);
    if (world_.failure()) return;
    if (!license->wants_activation) continue;
    auto decision = decide::attempt_automatically({license->state, world_.catalog(), world_.now()});
    // One that no record can hold is not made: it would be the same at every event.
    if (decision) static_cast<void>(record(*decision, "ledger:automatic"));
  }
  forget_touched();
}

void Recorder::forget_touched() {
  touched_.clear();
  catalog_touched_ = false;
}

void Recorder::start_batch() {
  commit_.clear();
  recorded_ = 0;
}

ledger::Salt Recorder::next_salt() {
  ledger::Salt salt{};
  if (random_used_ == random_.size()) {
    // Drawn in bulk: one call for many events.
    random_.resize(salt.size() * 256);
    ledger::fill_random(random_);
    random_used_ = 0;
  }
  std::copy_n(random_.begin() + static_cast<std::ptrdiff_t>(random_used_), salt.size(),
              salt.begin());
  random_used_ += salt.size();
  return salt;
}

}  // namespace commands::write
