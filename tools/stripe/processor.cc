#include "tools/stripe/processor.h"

#include <algorithm>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "tools/stripe/unix_time.h"

namespace tools::stripe {
namespace {

using ledger::ok;
using ledger::Result;

/// The facts that are being posted, until it is recorded that they were.
const std::string outbox_key = "stripe/intent";

void add_changes(const Dossiers& dossiers, Inbox::Changes& changes) {
  for (auto& [key, text] : dossiers.changes()) changes.push_back({key, text});
}

std::string object_of(const StripeEvent& event) {
  const auto* object = event.data.if_contains("object");
  const auto* id =
      object != nullptr && object->is_object() ? object->get_object().if_contains("id") : nullptr;
  return id != nullptr && id->is_string() ? std::string{id->get_string()} : "";
}

/// The serial numbers of the entries' licenses, each once.
std::vector<std::string> subjects_of(const std::vector<OutboxEntry>& outbox) {
  std::vector<std::string> subjects;
  for (const auto& entry : outbox) {
    const auto& subject = entry.fact.event.subject;
    if (std::ranges::find(subjects, subject) == subjects.end()) subjects.push_back(subject);
  }
  return subjects;
}

/// Why the ledger rejected a step, from the first of its events that was.
std::optional<MappingProblem> problem_of(const commands::write::EventOutcomes& outcomes,
                                         const std::string& serial) {
  using commands::write::EventStatus;
  for (const auto& outcome : outcomes) {
    switch (outcome.status) {
      case EventStatus::appended:
      case EventStatus::duplicate:
      case EventStatus::not_attempted:
        continue;
      case EventStatus::license_not_found:
        return MappingProblem{InboxReason::license_not_found,
                              fmt::format("License {} is not registered.", serial)};
      case EventStatus::too_large:
        return MappingProblem{InboxReason::too_large,
                              "A fact is larger than a record of the ledger can be: 65535 bytes."};
      case EventStatus::id_reused:
        return MappingProblem{
            InboxReason::event_id_reuse,
            fmt::format("The ledger has a different event with the same id, at position {}: "
                        "another program posts as Stripe, or the side store was lost.",
                        outcome.position.value)};
      case EventStatus::dated_in_future:
      case EventStatus::recorded_earlier:
      case EventStatus::position_mismatch:
        // Only decisions and imported history can have these.
        return MappingProblem{InboxReason::malformed_object, "The ledger rejected a fact."};
    }
  }
  return std::nullopt;
}

}  // namespace

Processor::Processor(const MappingConfig& config, ledger::SideStore& side, Inbox& inbox,
                     Append append, Clock clock)
    : config_(config),
      side_(side),
      inbox_(inbox),
      append_(std::move(append)),
      clock_(std::move(clock)) {}

Dossiers Processor::open_dossiers() {
  return Dossiers{[this](const std::string& key) { return side_.get(key); }};
}

Result<void> Processor::write(const Inbox::Changes& changes) {
  if (changes.empty()) return ok;
  LEDGER_RETURN_IF_FAILED(side_.write(changes));
  inbox_.written();
  return ok;
}

Result<StripeReceipt> Processor::ingest(const std::string& body) {
  const ParsedStripeEvent parsed = parse_stripe_event(body);
  const auto& event = parsed.event;
  StripeReceipt receipt{.id = event.id, .type = event.type};
  if (!parsed.problem && !is_mapped(event.type)) {
    receipt.status = IngestStatus::ignored;
    return receipt;
  }
  LEDGER_ASSIGN_OR_RETURN(auto found, inbox_.find(event.id));
  if (!found) {
    return process({.id = event.id,
                    .type = event.type,
                    .object = object_of(event),
                    .created = unix_seconds(event.created),
                    .received_at = clock_().micros,
                    .raw = body},
                   parsed);
  }
  if (found->state != ledger::name_of(ItemState::open) &&
      found->state != ledger::name_of(ItemState::received)) {
    receipt.status = IngestStatus::duplicate;
    return receipt;
  }
  return process(std::move(*found), parsed);
}

Result<std::optional<StripeReceipt>> Processor::retry(const std::string& id) {
  LEDGER_ASSIGN_OR_RETURN(auto item, inbox_.find(id));
  if (!item) return std::optional<StripeReceipt>{};
  if (item->state == ledger::name_of(ItemState::settled)) {
    return std::optional{
        StripeReceipt{.id = item->id, .type = item->type, .status = IngestStatus::duplicate}};
  }
  const ParsedStripeEvent parsed = parse_stripe_event(item->raw);
  LEDGER_ASSIGN_OR_RETURN(auto receipt, process(std::move(*item), parsed));
  return std::optional{std::move(receipt)};
}

Result<StripeReceipt> Processor::process(Item item, const ParsedStripeEvent& parsed) {
  // Until the outbox is empty, new facts could be given ids that are taken.
  if (outbox_open_) LEDGER_RETURN_IF_FAILED(finish_outbox());
  // An item that is only `received` is not shown once its facts are in the ledger.
  const bool in_inbox = item.state != ledger::name_of(ItemState::received);
  ++item.attempts;
  item.attempted_at = clock_().micros;
  if (parsed.problem) return keep(std::move(item), *parsed.problem);
  auto [extract, problem] = extract_from(parsed.event, config_);
  if (problem) return keep(std::move(item), std::move(*problem));
  Ingestion ingestion{.item = std::move(item),
                      .in_inbox = in_inbox,
                      .dossiers = open_dossiers(),
                      .touched = {},
                      .remark = extract.remark};
  if (!extract.empty()) {
    const auto& event = ingestion.item.id;
    const auto id = dossier_of(extract);
    auto& waiting = ingestion.dossiers.at(id).waiting;
    if (ingestion.dossiers.holds(id, event) && !waiting.contains(event)) {
      // With a remark the item stays open, though posted, until it is dismissed.
      return StripeReceipt{.id = event,
                           .type = ingestion.item.type,
                           .status = IngestStatus::duplicate,
                           .problem = std::move(ingestion.remark)};
    }
    ingestion.touched = ingestion.dossiers.file(parsed.event, std::move(extract));
    waiting.insert(event);
  }
  LEDGER_ASSIGN_OR_RETURN(const auto posting, plan(ingestion));
  LEDGER_ASSIGN_OR_RETURN(const auto result, post(ingestion, posting));
  return settle(ingestion, posting, result);
}

Result<StripeReceipt> Processor::keep(Item item, MappingProblem problem) {
  item.state = ledger::name_of(ItemState::open);
  item.reason = ledger::name_of(problem.reason);
  item.detail = problem.detail;
  item.serial.clear();
  Inbox::Changes changes;
  inbox_.put(item, changes);
  LEDGER_RETURN_IF_FAILED(write(changes));
  return StripeReceipt{.id = item.id,
                       .type = item.type,
                       .status = IngestStatus::kept,
                       .problem = std::move(problem)};
}

Result<Processor::PostingPlan> Processor::plan(Ingestion& ingestion) {
  PostingPlan plan;
  auto& dossiers = ingestion.dossiers;
  for (const auto& id : ingestion.touched) {
    const Facts facts = dossiers.facts(id);
    const auto& dossier = dossiers.at(id);
    plan.problems.insert(facts.problems.begin(), facts.problems.end());
    for (auto& fact : restate(dossier.source, facts.timelines, dossier.posted)) {
      plan.outbox.push_back({id, std::move(fact)});
    }
  }
  if (dossiers.failure()) return *dossiers.failure();
  return plan;
}

Result<Processor::PostingResult> Processor::post(Ingestion& ingestion, const PostingPlan& plan) {
  if (plan.outbox.empty()) return PostingResult{};
  Inbox::Changes changes;
  add_changes(ingestion.dossiers, changes);
  changes.push_back({outbox_key, outbox_text(plan.outbox)});
  Item on_its_way = ingestion.item;
  if (!ingestion.in_inbox) on_its_way.state = ledger::name_of(ItemState::received);
  inbox_.put(on_its_way, changes);
  ingestion.item.number = on_its_way.number;
  outbox_open_ = true;
  LEDGER_RETURN_IF_FAILED(write(changes));
  return post_outbox(ingestion.dossiers, plan.outbox);
}

Result<Processor::PostingResult> Processor::post_outbox(Dossiers& dossiers,
                                                        const std::vector<OutboxEntry>& outbox) {
  PostingResult result;
  for (const auto& subject : subjects_of(outbox)) {
    LEDGER_RETURN_IF_FAILED(post_license(subject, outbox, dossiers, result));
  }
  return result;
}

Result<void> Processor::post_license(const std::string& subject,
                                     const std::vector<OutboxEntry>& outbox, Dossiers& dossiers,
                                     PostingResult& result) {
  std::vector<ledger::Event> events;
  for (const auto& entry : outbox) {
    if (entry.fact.event.subject == subject) events.push_back(entry.fact.event);
  }
  LEDGER_ASSIGN_OR_RETURN(const auto outcomes, append_(std::move(events)));
  const auto problem = problem_of(outcomes, subject);
  for (const auto& entry : outbox) {
    if (entry.fact.event.subject != subject) continue;
    if (problem) {
      result.reject(entry.dossier, *problem, subject);
    } else {
      note_posted(dossiers.at(entry.dossier).posted, entry.fact);
    }
  }
  for (const auto& outcome : outcomes) {
    if (outcome.status != commands::write::EventStatus::appended) continue;
    result.positions.push_back(outcome.position);
  }
  return ok;
}

void Processor::PostingResult::reject(const DossierId& dossier, const MappingProblem& problem,
                                      const std::string& subject) {
  auto& rejection = rejections.try_emplace(dossier, Rejection{problem, ""}).first->second;
  const bool unregistered = problem.reason == InboxReason::license_not_found;
  if (unregistered && rejection.problem.reason == problem.reason) rejection.unregistered = subject;
}

Processor::CheckedEvents Processor::check_waiting(Ingestion& ingestion, const PostingPlan& plan,
                                                  const PostingResult& result) {
  CheckedEvents checked;
  for (const auto& id : ingestion.touched) {
    const auto rejected = result.rejections.find(id);
    auto& waiting = ingestion.dossiers.at(id).waiting;
    for (const auto& event : waiting) {
      auto& rejection = checked[event];
      if (const auto found = plan.problems.find(event); found != plan.problems.end()) {
        rejection = Rejection{found->second, ""};
      } else if (rejected != result.rejections.end()) {
        rejection = rejected->second;
      }
    }
    std::erase_if(waiting, [&](const auto& event) { return !checked.at(event); });
  }
  return checked;
}

void Processor::close(Item& item, bool in_inbox, const std::optional<Rejection>& rejection,
                      Inbox::Changes& changes) {
  item.serial.clear();
  if (rejection) {
    item.state = ledger::name_of(ItemState::open);
    item.reason = ledger::name_of(rejection->problem.reason);
    item.detail = rejection->problem.detail;
    item.serial = rejection->unregistered;
  } else if (in_inbox) {
    item.state = ledger::name_of(ItemState::settled);
    item.closed_at = clock_().micros;
  }
  if (rejection || in_inbox) {
    inbox_.put(item, changes);
  } else if (item.number != 0) {
    inbox_.remove(item, changes);
  }
}

Result<StripeReceipt> Processor::settle(Ingestion& ingestion, const PostingPlan& plan,
                                        const PostingResult& result) {
  auto& item = ingestion.item;
  Inbox::Changes changes{{outbox_key, std::nullopt}};
  auto checked = check_waiting(ingestion, plan, result);
  auto own = checked[item.id];
  checked.erase(item.id);
  if (!own && ingestion.remark) own = Rejection{*ingestion.remark, ""};
  close(item, ingestion.in_inbox, own, changes);
  for (const auto& [event, rejection] : checked) {
    LEDGER_ASSIGN_OR_RETURN(auto other, inbox_.find(event));
    if (other) close(*other, true, rejection, changes);
  }
  add_changes(ingestion.dossiers, changes);
  LEDGER_RETURN_IF_FAILED(write(changes));
  outbox_open_ = false;
  StripeReceipt receipt{.id = item.id, .type = item.type, .positions = result.positions};
  if (own) receipt.problem = std::move(own->problem);
  receipt.status = receipt.problem             ? IngestStatus::kept
                   : receipt.positions.empty() ? IngestStatus::unchanged
                                               : IngestStatus::appended;
  return receipt;
}

Result<Processor::Dismissal> Processor::dismiss(const std::string& id, const std::string& reason,
                                                const std::string& by) {
  LEDGER_ASSIGN_OR_RETURN(auto item, inbox_.find(id));
  if (!item) return Dismissal::not_found;
  if (item->state != ledger::name_of(ItemState::open)) return Dismissal::not_open;
  auto dossiers = open_dossiers();
  const ParsedStripeEvent parsed = parse_stripe_event(item->raw);
  if (!parsed.problem && is_mapped(parsed.event.type)) {
    const auto [extract, problem] = extract_from(parsed.event, config_);
    if (!problem && !extract.empty()) {
      // Otherwise its facts would still be posted when what it waits for arrives.
      const auto dossier = dossier_of(extract);
      if (dossiers.at(dossier).waiting.erase(id) > 0) dossiers.remove(dossier, id);
    }
  }
  if (dossiers.failure()) return *dossiers.failure();
  item->state = ledger::name_of(ItemState::dismissed);
  item->closed_at = clock_().micros;
  item->closed_by = by;
  item->dismissal = reason;
  Inbox::Changes changes;
  inbox_.put(*item, changes);
  add_changes(dossiers, changes);
  LEDGER_RETURN_IF_FAILED(write(changes));
  return Dismissal::done;
}

Result<void> Processor::finish_outbox() {
  LEDGER_ASSIGN_OR_RETURN(const auto text, side_.get(outbox_key));
  if (!text) {
    outbox_open_ = false;
    return ok;
  }
  const auto outbox = parse_outbox(*text);
  if (!outbox) {
    return ledger::fail(ledger::FailureKind::corrupt,
                        outbox_key + " cannot be read: it is not what was written");
  }
  spdlog::info("stripe: posting {} facts again after an interruption", outbox->size());
  auto dossiers = open_dossiers();
  LEDGER_RETURN_IF_FAILED(post_outbox(dossiers, *outbox));
  if (dossiers.failure()) return *dossiers.failure();
  Inbox::Changes changes{{outbox_key, std::nullopt}};
  add_changes(dossiers, changes);
  LEDGER_RETURN_IF_FAILED(write(changes));
  outbox_open_ = false;
  return ok;
}

Result<void> Processor::recover() {
  LEDGER_RETURN_IF_FAILED(finish_outbox());
  LEDGER_ASSIGN_OR_RETURN(const auto ids, inbox_.unsettled());
  std::set<std::string> waiting_for_license;
  for (const auto& [serial, events] : inbox_.waiting_for_license()) {
    waiting_for_license.insert(events.begin(), events.end());
  }
  for (const auto& id : ids) {
    if (!waiting_for_license.contains(id)) LEDGER_RETURN_IF_FAILED(retry(id));
  }
  return ok;
}

}  // namespace tools::stripe
