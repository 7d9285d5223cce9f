#include "commands/write/world.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "commands/write/derived_format.h"
#include "projections/license_summary.h"
#include "projections/state/evolve.h"
#include "projections/state/snapshot.h"

namespace commands::write {
namespace {

using ledger::Event;
using ledger::EventPtr;
using ledger::Position;
using ledger::RecordedEvent;
using projections::DirectoryRow;
using projections::state::License;

/// Whether an event of the type, once it has taken effect, can change the directory row of a
/// license apart from its summary.
bool changes_row(ledger::EventType type) {
  using enum ledger::EventType;
  return type == license_registered || type == purchase_recorded || type == installation_bound ||
         type == installation_released || type == license_activated;
}

}  // namespace

World::World(const ledger::Store& store, ledger::StreamCache& streams,
             projections::Directory& directory)
    : store_(store), streams_(streams), directory_(directory), identities_(store) {}

ledger::Result<LiveLicense*> World::find(std::string_view serial_number) {
  LEDGER_ASSIGN_OR_RETURN(LiveLicense * license, find_as_it_is(serial_number));
  if (license != nullptr && license->outdated) {
    LEDGER_RETURN_IF_FAILED(fold_again(std::string{serial_number}, *license));
  }
  return license;
}

ledger::Result<LiveLicense*> World::find_as_it_is(std::string_view serial_number) {
  if (last_license_ != nullptr && last_found_ == serial_number) return last_license_;
  const std::string key{serial_number};
  const auto found = licenses_.find(key);
  LiveLicense* license = nullptr;
  if (found != licenses_.end()) {
    license = found->second.get();
  } else {
    LEDGER_ASSIGN_OR_RETURN(license, load(key));
  }
  if (license == nullptr) return nullptr;
  license->last_used = ++steps_;
  last_found_ = key;
  last_license_ = license;
  return license;
}

/// From its snapshot and the tail of its stream; from the whole stream if there is no snapshot.
ledger::Result<LiveLicense*> World::load(const std::string& serial_number) {
  const auto head = streams_.head(serial_number);
  if (!head) return nullptr;
  const auto give_up = [this](const ledger::Failure& failure) -> ledger::Failure {
    failure_ = failure;
    return failure;
  };
  auto live = std::make_unique<LiveLicense>();
  LiveLicense& license = *live;
  license.head = *head;
  license.state.serial_number = serial_number;
  ledger::Revision from;
  Events waiting;  // not yet effective when it was saved
  const auto bytes = store_.derived(derived_format::snapshot_key(serial_number));
  if (!bytes) return give_up(bytes.error());
  const auto snapshot = *bytes ? derived_format::decode_snapshot(**bytes) : std::nullopt;
  auto state = snapshot ? projections::state::license_from(snapshot->license) : std::nullopt;
  if (state && snapshot->head.revision <= head->revision) {
    license.state = std::move(*state);
    license.saved_at = snapshot->head.revision;
    from = {snapshot->head.revision.value + 1};
    for (const auto position : snapshot->upcoming) {
      auto event = ledger::read_event(store_, position);
      if (!event) return give_up(event.error());
      waiting.push_back(*event);
    }
  }
  auto tail = ledger::read_stream(store_, *head, from);
  if (!tail) return give_up(tail.error());
  const bool in_order = std::ranges::all_of(*tail, [&](const auto& event) {
    return projections::state::in_order(license.state, *event);
  });
  if (!in_order) {
    tail = ledger::read_stream(store_, *head);
    if (!tail) return give_up(tail.error());
    license.state = {.serial_number = serial_number};
    waiting.clear();
  }
  fold_on(license, std::move(*tail), std::move(waiting));
  note_row(serial_number, license);
  return licenses_.emplace(serial_number, std::move(live)).first->second.get();
}

/// Folds `recorded`, which is new to the state, and `waiting`, which it has noted before. All are
/// noted before any is applied: the number of a purchase follows from those effective before it.
void World::fold_on(LiveLicense& license, Events recorded, Events waiting) const {
  for (const auto& event : recorded) projections::state::note_recorded(license.state, *event);
  recorded.insert(recorded.end(), waiting.begin(), waiting.end());
  std::ranges::sort(recorded, [](const auto& a, const auto& b) {
    return projections::state::comes_before(*a, *b);
  });
  license.upcoming.clear();
  for (const auto& event : recorded) {
    if (event->effective_at <= now_) {
      projections::state::evolve(license.state, *event);
    } else {
      license.upcoming.push_back(event);
    }
  }
}

/// The only way an event reaches a license, to be applied now or later.
void World::take(LiveLicense& license, const EventPtr& event) {
  license.head = {event->position, event->revision};
  // Facts are applied in any case: they commute.
  const bool decision = ledger::traits_of(event->type()).decision;
  if (decision && license.outdated) return;
  if (event->effective_at <= now_ && !projections::state::in_order(license.state, *event)) {
    license.outdated = true;
    outdated_.insert(event->subject);
    return;
  }
  projections::state::note_recorded(license.state, *event);
  if (event->effective_at > now_) {
    projections::state::insert_in_order(license.upcoming, event);
  } else {
    projections::state::evolve(license.state, *event);
  }
}

ledger::Result<void> World::fold_again(const std::string& serial_number, LiveLicense& license) {
  LEDGER_ASSIGN_OR_RETURN(auto events, events_of(serial_number));
  license.state = {.serial_number = serial_number};
  fold_on(license, std::move(events), {});
  license.outdated = false;
  update_row(serial_number, license, nullptr);
  return ledger::ok;
}

ledger::Result<bool> World::updates_automatically(std::string_view serial_number) {
  LEDGER_ASSIGN_OR_RETURN(const LiveLicense* license, find_as_it_is(serial_number));
  const auto& registration = license->state.registration;
  return registration && registration->value.auto_update;
}

ledger::Result<void> World::fold_outdated() {
  for (const auto& serial_number : std::exchange(outdated_, {})) {
    LEDGER_RETURN_IF_FAILED(find(serial_number));
  }
  return ledger::ok;
}

void World::advance(LiveLicense& license) const {
  std::size_t applied = 0;
  while (applied < license.upcoming.size() && license.upcoming[applied]->effective_at <= now_) {
    projections::state::evolve(license.state, *license.upcoming[applied++]);
  }
  if (applied == 0) return;
  license.upcoming.erase(license.upcoming.begin(),
                         license.upcoming.begin() + static_cast<std::ptrdiff_t>(applied));
}

ledger::Result<ledger::StreamHead> World::head_of(const Event& event) {
  if (ledger::stream_of(event) == ledger::catalog_stream) return catalog_head_;
  LEDGER_ASSIGN_OR_RETURN(const LiveLicense* license, find_as_it_is(event.subject));
  return license == nullptr ? ledger::StreamHead{} : license->head;
}

ledger::Result<void> World::apply(const EventPtr& event) {
  end_ = ledger::next(event->position);
  unpublished_.push_back(event);
  if (ledger::stream_of(*event) == ledger::catalog_stream) {
    apply_to_catalog(event);
    directory_.outdate_all();
    return ledger::ok;
  }
  LEDGER_ASSIGN_OR_RETURN(LiveLicense * license, find_as_it_is(event->subject));
  if (license == nullptr) {
    license =
        licenses_.emplace(event->subject, std::make_unique<LiveLicense>()).first->second.get();
    license->last_used = ++steps_;
    license->state.serial_number = event->subject;
  }
  take(*license, event);
  if (const auto* registered = std::get_if<ledger::LicenseRegistered>(&event->data)) {
    add_owner(event->subject, registered->company_name);
  }
  if (!license->outdated) update_row(event->subject, *license, event.get());
  return ledger::ok;
}

void World::apply_to_catalog(const EventPtr& event) {
  catalog_head_ = {event->position, event->revision};
  if (event->effective_at <= now_) {
    catalog_.apply(*event);
  } else {
    projections::state::insert_in_order(upcoming_catalog_, event);
  }
}

void World::note_row(const std::string& serial_number, LiveLicense& license) const {
  const DirectoryRow* row = directory_.find(serial_number);
  if (row == nullptr) return;
  license.has_row = true;
  license.row_cust_id = row->cust_id;
  license.row_due = row->due;
  license.wants_activation = row->wants_activation;
}

/// `event` is null if only time has passed.
void World::update_row(const std::string& serial_number, LiveLicense& license,
                       const RecordedEvent* event) {
  directory_.outdate(serial_number);
  if (event != nullptr && event->effective_at <= now_ && !changes_row(event->type())) return;
  const License& state = license.state;
  const std::string_view cust_id =
      state.binding ? std::string_view{state.binding->cust_id} : std::string_view{};
  std::optional<ledger::Instant> due;
  if (!license.upcoming.empty()) due = license.upcoming.front()->effective_at;
  const bool wants_activation = projections::wants_activation(state);
  if (license.has_row && license.row_cust_id == cust_id && license.row_due == due &&
      license.wants_activation == wants_activation) {
    return;
  }
  const DirectoryRow* before = directory_.find(serial_number);
  DirectoryRow row = before != nullptr ? *before : DirectoryRow{};
  row.cust_id = license.row_cust_id = cust_id;
  row.due = license.row_due = due;
  row.wants_activation = license.wants_activation = wants_activation;
  license.has_row = true;
  directory_.put(serial_number, std::move(row));
}

/// Every company that a license was ever registered for.
void World::add_owner(const std::string& serial_number, const std::string& company_name) {
  const DirectoryRow* before = directory_.find(serial_number);
  DirectoryRow row = before != nullptr ? *before : DirectoryRow{};
  if (std::ranges::find(row.owners, company_name) != row.owners.end()) return;
  row.owners.push_back(company_name);
  directory_.put(serial_number, std::move(row));
}

std::optional<ledger::Instant> World::next_due() const {
  auto due = directory_.next_due();
  if (!upcoming_catalog_.empty()) {
    const auto catalog_due = upcoming_catalog_.front()->effective_at;
    if (!due || catalog_due < *due) due = catalog_due;
  }
  return due;
}

ledger::Result<std::vector<std::string>> World::let_take_effect() {
  std::vector<std::string> affected = directory_.due_until(now_);
  bool catalog_changed = false;
  while (!upcoming_catalog_.empty() && upcoming_catalog_.front()->effective_at <= now_) {
    catalog_.apply(*upcoming_catalog_.front());
    upcoming_catalog_.erase(upcoming_catalog_.begin());
    catalog_changed = true;
  }
  for (const auto& serial_number : affected) {
    LEDGER_ASSIGN_OR_RETURN(LiveLicense * license, find(serial_number));
    advance(*license);
    update_row(serial_number, *license, nullptr);
  }
  if (catalog_changed) {
    directory_.outdate_all();
    for (const auto& serial_number : wanting_activation()) affected.push_back(serial_number);
  }
  std::ranges::sort(affected);
  affected.erase(std::unique(affected.begin(), affected.end()), affected.end());
  return affected;
}

std::vector<std::string> World::wanting_activation() const {
  const auto& wanting = directory_.wanting_activation();
  return {wanting.begin(), wanting.end()};
}

ledger::Result<Events> World::events_of(std::string_view serial_number) {
  auto events = streams_.of(serial_number);
  if (!events) {
    failure_ = events.error();
    return events;
  }
  for (const auto& event : unpublished_) {
    if (ledger::stream_of(*event) == serial_number) events->push_back(event);
  }
  return events;
}

Events World::catalog_events() const {
  Events events = *streams_.catalog();
  for (const auto& event : unpublished_) {
    if (ledger::stream_of(*event) == ledger::catalog_stream) events.push_back(event);
  }
  return events;
}

ledger::Result<ledger::EventPtr> World::event_at(Position position) {
  if (!unpublished_.empty() && position >= unpublished_.front()->position) {
    return unpublished_[position.value - unpublished_.front()->position.value];
  }
  auto event = ledger::read_event(store_, position);
  if (!event) failure_ = event.error();
  return event;
}

void World::publish() {
  streams_.publish(unpublished_);
  unpublished_.clear();
}

/// A license that is only appraised is not kept: after a change of policy all of them are.
std::optional<projections::LicenseSummary> World::appraise(const std::string& serial_number) {
  const bool was_live = licenses_.contains(serial_number);
  const auto license = find(serial_number);
  if (!license || *license == nullptr) return std::nullopt;
  auto summary = projections::summarize((*license)->state, catalog_, now_);
  if (!was_live) {
    last_license_ = nullptr;
    licenses_.erase(serial_number);
  }
  return summary;
}

bool World::refresh_directory(std::size_t at_most) {
  return directory_.refresh(now_, at_most, [this](const std::string& serial_number) {
    unsaved_rows_.insert(serial_number);
    return appraise(serial_number);
  });
}

}  // namespace commands::write
