#include "tools/stripe/driver.h"

#include <algorithm>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace tools::stripe {
namespace {

using ledger::Result;

/// What is being told to the ledger, while it is not known whether it was.
const std::string intent_key = "stripe/intent";

void add_changes(const Shelf& shelf, Inbox::Changes& changes) {
  for (auto& [key, text] : shelf.changes()) changes.push_back({key, text});
}

std::string object_of(const Notice& notice) {
  const auto* object = notice.data.if_contains("object");
  const auto* id =
      object != nullptr && object->is_object() ? object->get_object().if_contains("id") : nullptr;
  return id != nullptr && id->is_string() ? std::string{id->get_string()} : "";
}

/// Why a step was not taken, by the first of its events that was refused.
std::optional<Problem> refusal_of(const commands::write::EventOutcomes& outcomes,
                                  const std::string& serial) {
  using commands::write::EventStatus;
  for (const auto& outcome : outcomes) {
    switch (outcome.status) {
      case EventStatus::appended:
      case EventStatus::duplicate:
      case EventStatus::not_attempted:
        continue;
      case EventStatus::license_not_found:
        return Problem{InboxReason::license_not_found,
                       fmt::format("License {} is not registered.", serial)};
      case EventStatus::too_large:
        return Problem{InboxReason::too_large,
                       "What it tells is more than a record of the ledger can hold: 65535 bytes."};
      case EventStatus::id_reused:
        return Problem{InboxReason::event_id_reuse,
                       fmt::format("The ledger has another event of the same identity, at position "
                                   "{}: somebody else posts as Stripe, or what is kept beside the "
                                   "log was lost.",
                                   outcome.position.value)};
      case EventStatus::dated_in_future:
      case EventStatus::recorded_earlier:
      case EventStatus::position_mismatch:
        // Of decisions and imported history only.
        return Problem{InboxReason::malformed_object, "The ledger refused what it tells."};
    }
  }
  return std::nullopt;
}

}  // namespace

Driver::Driver(const MappingConfig& config, ledger::SideStore& side, Inbox& inbox, Submit submit,
               Clock clock)
    : config_(config),
      side_(side),
      inbox_(inbox),
      submit_(std::move(submit)),
      clock_(std::move(clock)) {}

Shelf Driver::shelf() {
  return Shelf{[this](const std::string& key) { return side_.get(key); }};
}

Result<void> Driver::write(Inbox::Changes changes) {
  if (changes.empty()) return boost::system::in_place_value;
  if (const auto written = side_.write(changes); !written) return written.error();
  inbox_.written();
  return boost::system::in_place_value;
}

Result<Receipt> Driver::take(const std::string& body) {
  const ReadNotice read = read_notice(body);
  const auto& notice = read.notice;
  if (!read.problem && !is_mapped(notice.type)) {
    return Receipt{.id = notice.id, .type = notice.type, .became = Became::ignored};
  }
  const auto found = inbox_.find(notice.id);
  if (!found) return found.error();
  if (*found) {
    const auto& state = (*found)->state;
    if (state != ledger::name_of(ItemState::open) &&
        state != ledger::name_of(ItemState::received)) {
      return Receipt{.id = notice.id, .type = notice.type, .became = Became::duplicate};
    }
    return process(**found, read);
  }
  Item item{.id = notice.id,
            .type = notice.type,
            .object = object_of(notice),
            .created = notice.created,
            .received_at = clock_().micros,
            .raw = body};
  return process(std::move(item), read);
}

Result<std::optional<Receipt>> Driver::retry(const std::string& id) {
  auto found = inbox_.find(id);
  if (!found) return found.error();
  if (!*found) return std::optional<Receipt>{};
  auto& item = **found;
  const ReadNotice read = read_notice(item.raw);
  if (item.state == ledger::name_of(ItemState::settled)) {
    return std::optional{Receipt{.id = item.id, .type = item.type, .became = Became::duplicate}};
  }
  auto receipt = process(std::move(item), read);
  if (!receipt) return receipt.error();
  return std::optional{std::move(*receipt)};
}

Result<Receipt> Driver::process(Item item, const ReadNotice& read) {
  // One that was only on its way is not shown once it has arrived.
  const bool in_inbox = item.state != ledger::name_of(ItemState::received);
  // While that is not noted, what follows could be told under an id that is taken.
  if (intent_open_) {
    if (const auto taken_up = take_up_intent(); !taken_up) return taken_up.error();
  }
  ++item.attempts;
  item.attempted_at = clock_().micros;
  if (read.problem) return keep(std::move(item), *read.problem, {});
  auto understood = understand(read.notice, config_);
  if (understood.problem) return keep(std::move(item), std::move(*understood.problem), {});
  auto on_shelf = shelf();
  Drive drive{.shelf = on_shelf,
              .groups = {},
              .item = std::move(item),
              .in_inbox = in_inbox,
              .remark = understood.telling.remark};
  if (!understood.telling.empty()) {
    const auto group = group_of(understood.telling);
    auto& waiting = on_shelf.waiting(group);
    const bool taken_before = on_shelf.holds(group, drive.item.id);
    if (taken_before && !waiting.contains(drive.item.id)) {
      Receipt receipt{.id = drive.item.id, .type = drive.item.type, .became = Became::duplicate};
      // Told, and yet somebody is to look at it: it stays open until somebody has.
      if (drive.remark) receipt.problem = drive.remark;
      return receipt;
    }
    drive.groups = on_shelf.file(read.notice, std::move(understood.telling));
    waiting.insert(drive.item.id);
  }
  return this->drive(std::move(drive));
}

Result<Receipt> Driver::keep(Item item, Problem problem, Inbox::Changes changes) {
  Receipt receipt{.id = item.id, .type = item.type, .became = Became::kept, .problem = problem};
  item.state = ledger::name_of(ItemState::open);
  item.reason = ledger::name_of(problem.reason);
  item.detail = std::move(problem.detail);
  item.serial.clear();
  inbox_.put(item, changes);
  if (const auto written = write(std::move(changes)); !written) return written.error();
  return receipt;
}

Result<std::map<Group, Problem>> Driver::tell(Shelf& shelf, const std::vector<Intent>& intents,
                                              std::vector<ledger::Position>& positions,
                                              std::map<Group, std::string>& unregistered) {
  std::map<Group, Problem> problems;
  std::vector<std::string> subjects;
  for (const auto& intent : intents) {
    if (std::ranges::find(subjects, intent.saying.subject) == subjects.end()) {
      subjects.push_back(intent.saying.subject);
    }
  }
  for (const auto& subject : subjects) {
    std::vector<ledger::Event> events;
    for (const auto& intent : intents) {
      if (intent.saying.subject == subject) events.push_back(intent.saying.event);
    }
    const auto outcomes = submit_(std::move(events));
    if (!outcomes) return outcomes.error();
    const auto refused = refusal_of(*outcomes, subject);
    for (const auto& intent : intents) {
      if (intent.saying.subject != subject) continue;
      if (!refused) {
        note(shelf.said(intent.group), intent.saying);
        continue;
      }
      problems.emplace(intent.group, *refused);
      if (refused->reason == InboxReason::license_not_found) unregistered[intent.group] = subject;
    }
    for (const auto& outcome : *outcomes) {
      if (outcome.status == commands::write::EventStatus::appended)
        positions.push_back(outcome.position);
    }
  }
  return problems;
}

Result<Receipt> Driver::drive(Drive drive) {
  auto& shelf = drive.shelf;
  std::vector<Intent> intents;
  std::map<std::string, Problem> problems;
  for (const auto& group : drive.groups) {
    const Facts facts = shelf.facts(group);
    problems.insert(facts.problems.begin(), facts.problems.end());
    for (auto& saying : restate(shelf.source(group), facts.timelines, shelf.said(group))) {
      intents.push_back({group, std::move(saying)});
    }
  }
  if (shelf.failure()) return *shelf.failure();

  Receipt receipt{.id = drive.item.id, .type = drive.item.type};
  std::map<Group, Problem> refused;
  std::map<Group, std::string> unregistered;
  if (!intents.empty()) {
    Inbox::Changes before;
    add_changes(shelf, before);
    before.push_back({intent_key, intent_text(intents)});
    Item on_its_way = drive.item;
    if (!drive.in_inbox) on_its_way.state = ledger::name_of(ItemState::received);
    inbox_.put(on_its_way, before);
    drive.item.number = on_its_way.number;
    intent_open_ = true;
    if (const auto written = write(std::move(before)); !written) return written.error();
    auto answered = tell(shelf, intents, receipt.positions, unregistered);
    if (!answered) return answered.error();
    refused = std::move(*answered);
  }

  Inbox::Changes after{{intent_key, std::nullopt}};
  const auto now = clock_().micros;
  const auto settle = [&](Item& item, bool seen, const std::optional<Problem>& problem) {
    if (problem) {
      item.state = ledger::name_of(ItemState::open);
      item.reason = ledger::name_of(problem->reason);
      item.detail = problem->detail;
    } else if (seen) {
      item.state = ledger::name_of(ItemState::settled);
      item.closed_at = now;
    }
    if (problem || seen) {
      inbox_.put(item, after);
    } else if (item.number != 0) {
      inbox_.remove(item, after);
    }
  };
  bool settled_here = false;
  for (const auto& group : drive.groups) {
    auto& waiting = shelf.waiting(group);
    for (const auto& event : std::set<std::string>{waiting}) {
      std::optional<Problem> problem;
      if (const auto found = problems.find(event); found != problems.end()) problem = found->second;
      if (const auto found = refused.find(group); !problem && found != refused.end()) {
        problem = found->second;
      }
      const bool not_registered = problem && problem->reason == InboxReason::license_not_found;
      const std::string serial = not_registered ? unregistered[group] : "";
      if (!problem) waiting.erase(event);
      if (event == drive.item.id) {
        if (!problem) problem = drive.remark;
        drive.item.serial = serial;
        receipt.problem = problem;
        settle(drive.item, drive.in_inbox, problem);
        settled_here = true;
        continue;
      }
      auto other = inbox_.find(event);
      if (!other) return other.error();
      if (!*other) continue;
      (*other)->serial = serial;
      settle(**other, true, problem);
    }
  }
  if (!settled_here) settle(drive.item, drive.in_inbox, std::nullopt);
  add_changes(shelf, after);
  if (const auto written = write(std::move(after)); !written) return written.error();
  intent_open_ = false;
  receipt.became = receipt.problem             ? Became::kept
                   : receipt.positions.empty() ? Became::unchanged
                                               : Became::appended;
  return receipt;
}

Result<Driver::Dismissal> Driver::dismiss(const std::string& id, const std::string& reason,
                                          const std::string& by) {
  auto found = inbox_.find(id);
  if (!found) return found.error();
  if (!*found) return Dismissal::not_found;
  Item& item = **found;
  if (item.state != ledger::name_of(ItemState::open)) return Dismissal::not_open;
  Inbox::Changes changes;
  auto on_shelf = shelf();
  const ReadNotice read = read_notice(item.raw);
  if (!read.problem && is_mapped(read.notice.type)) {
    const auto understood = understand(read.notice, config_);
    if (!understood.problem && !understood.telling.empty()) {
      // What waits must not come true after all when what it waits for comes.
      const auto group = group_of(understood.telling);
      if (on_shelf.waiting(group).erase(id) > 0) on_shelf.unfile(group, id);
    }
  }
  if (on_shelf.failure()) return *on_shelf.failure();
  item.state = ledger::name_of(ItemState::dismissed);
  item.closed_at = clock_().micros;
  item.closed_by = by;
  item.dismissal = reason;
  inbox_.put(item, changes);
  add_changes(on_shelf, changes);
  if (const auto written = write(std::move(changes)); !written) return written.error();
  return Dismissal::done;
}

Result<void> Driver::take_up_intent() {
  const auto text = side_.get(intent_key);
  if (!text) return text.error();
  if (!*text) {
    intent_open_ = false;
    return boost::system::in_place_value;
  }
  const auto intents = intent_of(**text);
  if (!intents) {
    return ledger::fail(ledger::FailureKind::corrupt,
                        intent_key + " cannot be read: it is not what was written");
  }
  spdlog::info("stripe: {} facts are told again after an interruption", intents->size());
  auto on_shelf = shelf();
  std::vector<ledger::Position> positions;
  std::map<Group, std::string> unregistered;
  const auto told = tell(on_shelf, *intents, positions, unregistered);
  if (!told) return told.error();
  if (on_shelf.failure()) return *on_shelf.failure();
  Inbox::Changes changes{{intent_key, std::nullopt}};
  add_changes(on_shelf, changes);
  if (const auto written = write(std::move(changes)); !written) return written.error();
  intent_open_ = false;
  return boost::system::in_place_value;
}

Result<void> Driver::recover() {
  if (const auto taken_up = take_up_intent(); !taken_up) return taken_up.error();
  const auto ids = inbox_.unsettled();
  if (!ids) return ids.error();
  std::set<std::string> of_no_license;
  for (const auto& [serial, waiting] : inbox_.waiting_for_license()) {
    of_no_license.insert(waiting.begin(), waiting.end());
  }
  for (const auto& id : *ids) {
    if (of_no_license.contains(id)) continue;
    if (const auto receipt = retry(id); !receipt) return receipt.error();
  }
  return boost::system::in_place_value;
}

}  // namespace tools::stripe
