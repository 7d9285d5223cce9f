#include "commands/write/recorder.h"

#include <algorithm>
#include <fmt/format.h>

#include "commands/decide/activate.h"
#include "ledger/digest.h"
#include "projections/reasons/citation.h"

namespace commands::write {

using ledger::ok;

namespace {

void cut_lists(Reasons& reasons, std::size_t most) {
  for (auto& reason : reasons) {
    if (reason.users.size() > most) reason.users.resize(most);
    if (reason.evidence.size() > most) {
      reason.uncited += static_cast<std::int64_t>(reason.evidence.size() - most);
      reason.evidence.resize(most);
    }
  }
}

/// Shortens the data by one step: first the lists of users and evidence of each reason, whose
/// counts stay exact, then the reasons, from the end. False if nothing can be left out.
bool shorten(ledger::EventData& data, std::size_t& most_listed) {
  if (auto* activated = std::get_if<ledger::LicenseActivated>(&data)) {
    const bool longer = !activated->changes.empty();
    activated->changes.clear();  // can be computed from two sets that are both in the log
    return longer;
  }
  Reasons* reasons = ledger::refusal_reasons(data);
  if (reasons == nullptr || (most_listed == 0 && reasons->size() < 2)) return false;
  if (most_listed > 0) {
    most_listed /= 4;
    cut_lists(*reasons, most_listed);
  } else {
    reasons->resize(reasons->size() / 2);
  }
  return true;
}

}  // namespace

ledger::Result<ledger::EventPtr> Recorder::append_posted(const ledger::Event& event,
                                                         const ledger::IdentityKey& identity,
                                                         const std::string& actor,
                                                         Instant recorded_at) {
  auto recorded = std::make_shared<ledger::RecordedEvent>();
  static_cast<ledger::Event&>(*recorded) = event;
  recorded->actor = actor;
  recorded->recorded_at = recorded_at;
  LEDGER_ASSIGN_OR_RETURN(const bool placed, place(recorded, identity));
  return placed ? last_ : nullptr;
}

ledger::Result<void> Recorder::append_own(Draft draft, const std::string& actor) {
  auto recorded = std::make_shared<ledger::RecordedEvent>();
  recorded->source = ledger::own_source;
  recorded->id = next_id();
  recorded->subject = std::move(draft.subject);
  recorded->data = std::move(draft.data);
  recorded->actor = actor;
  recorded->recorded_at = state_.now();
  const auto identity = ledger::identity_key(recorded->source, recorded->id);
  LEDGER_ASSIGN_OR_RETURN(const bool placed, place(recorded, identity));
  LEDGER_CHECK(placed);
  return ok;
}

/// Twenty digits hold every position, so that ids sort in the order of the decisions. History
/// imported from another ledger may already have the same id.
std::string Recorder::next_id() const {
  const std::string id = fmt::format("{:020}", state_.end().value);
  const auto taken = [&](const std::string& candidate) {
    const auto found =
        state_.identities().find(ledger::identity_key(ledger::own_source, candidate));
    return found && *found;
  };
  std::string free = id;
  for (int attempt = 1; taken(free); ++attempt) free = fmt::format("{}-{}", id, attempt);
  return free;
}

ledger::Result<bool> Recorder::place(const std::shared_ptr<ledger::RecordedEvent>& recorded,
                                     const ledger::IdentityKey& identity) {
  LEDGER_ASSIGN_OR_RETURN(const ledger::StreamHead head, state_.head_of(*recorded));
  const bool first = head.position == ledger::no_position;
  recorded->position = state_.end();
  recorded->revision = {first ? 0 : head.revision.value + 1};
  recorded->previous = head.position;
  recorded->effective_at = recorded->time.value_or(recorded->recorded_at);
  const auto record = encoder_.encode(*recorded, next_salt());
  if (record.size() > ledger::max_record_bytes) return false;

  commit_.put_event(recorded->position, record);
  tree_.append(record, commit_);
  state_.identities().add(identity, recorded->position);
  LEDGER_RETURN_IF_FAILED(state_.apply(recorded));
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
  // A zero, or no position, takes no room in a record.
  recorded.position = recorded.previous = {1};
  recorded.revision = {1};
  recorded.recorded_at = {1};
  recorded.effective_at = event.time.value_or(state_.now());
  return encoder_.encode(recorded, {}).size() <= ledger::max_record_bytes;
}

ledger::Result<bool> Recorder::append_decision(Decision& decision, const std::string& actor) {
  const bool refused = is_refusal(decision.ruling.verdict);
  if (refused) {
    *ledger::refusal_reasons(decision.events.back().data) = std::move(decision.ruling.reasons);
  }
  // Before the first is appended: all of them, or none.
  for (auto& draft : decision.events) {
    if (!shorten_to_fit(draft, actor)) return false;
  }
  if (refused) decision.ruling.reasons = *ledger::refusal_reasons(decision.events.back().data);
  for (auto& draft : decision.events) {
    LEDGER_RETURN_IF_FAILED(append_own(std::move(draft), actor));
  }
  return true;
}

bool Recorder::shorten_to_fit(Draft& draft, const std::string& actor) {
  ledger::Event event{.source = std::string{ledger::own_source},
                      .id = std::string(32, '0'),  // at least as long as any that next_id gives
                      .subject = draft.subject,
                      .time = std::nullopt,
                      .data = std::move(draft.data)};
  std::size_t most_listed = projections::reasons::max_cited;
  while (!fits(event, actor)) {
    if (!shorten(event.data, most_listed)) return false;
  }
  draft.data = std::move(event.data);
  return true;
}

ledger::Result<void> Recorder::retry_touched() {
  std::vector<std::string> serial_numbers = std::move(touched_);
  if (catalog_touched_) {
    state_.begin_round();
    LEDGER_ASSIGN_OR_RETURN(const auto first, state_.take_from_round(most_in_one_step));
    serial_numbers.insert(serial_numbers.end(), first.begin(), first.end());
  }
  if (serial_numbers.size() > 1) {
    std::ranges::sort(serial_numbers);
    serial_numbers.erase(std::unique(serial_numbers.begin(), serial_numbers.end()),
                         serial_numbers.end());
  }
  return retry_pending(serial_numbers);
}

ledger::Result<void> Recorder::retry_pending(const std::vector<std::string>& serial_numbers) {
  for (const auto& serial_number : serial_numbers) {
    LEDGER_RETURN_IF_FAILED(retry_pending(serial_number));
  }
  forget_touched();
  return ok;
}

ledger::Result<void> Recorder::retry_pending(const std::string& serial_number) {
  LEDGER_ASSIGN_OR_RETURN(const bool may_activate, state_.may_activate(serial_number));
  if (!may_activate) return ok;
  LEDGER_ASSIGN_OR_RETURN(const live::LiveLicense* license, state_.find(serial_number));
  if (!projections::state::wants_activation(license->state())) {
    const bool later = license->fold.next_due().has_value();
    return state_.set_may_activate(serial_number, later);
  }
  auto decision = decide::attempt_automatically({license->state(), state_.catalog(), state_.now()});
  // An attempt that no record can hold is left out: it would be the same after every event.
  if (decision) LEDGER_RETURN_IF_FAILED(append_decision(*decision, "ledger:automatic"));
  return ok;
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
    // In bulk: one call for many events.
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
