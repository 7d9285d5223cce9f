#include "tools/stripe/restate.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <set>

#include "ledger/digest.h"
#include "tools/stripe/unix_time.h"
#include "tools/wire/event_json.h"

namespace tools::stripe {
namespace {

namespace json = boost::json;
using ledger::EventData;
using ledger::Instant;

constexpr std::size_t max_id_bytes = 255;

std::string text_of(const EventData& data) { return json::serialize(wire::event_data_json(data)); }

/// `data` with nothing left under its key. A void stays: it is final.
EventData emptied(EventData data) {
  if (auto* issued = std::get_if<ledger::InvoiceIssued>(&data)) issued->amount = 0;
  if (auto* credited = std::get_if<ledger::InvoiceCredited>(&data)) credited->amount = 0;
  if (auto* received = std::get_if<ledger::PaymentReceived>(&data)) received->amount = 0;
  if (auto* reversed = std::get_if<ledger::PaymentReversed>(&data)) reversed->amount = 0;
  if (auto* recorded = std::get_if<ledger::PurchaseRecorded>(&data)) {
    recorded->invoice_ids.clear();
    for (auto& line : recorded->lines) {
      line.quantity = 0;
      line.until.reset();
    }
  }
  return data;
}

std::optional<EventData> data_of(const PostedRegister& reg, const PostedFact& fact) {
  std::vector<wire::FieldError> errors;
  const auto event = wire::parse_event(json::object{{"specversion", "1.0"},
                                                    {"source", "-"},
                                                    {"id", "-"},
                                                    {"type", reg.type},
                                                    {"subject", reg.subject},
                                                    {"data", json::parse(fact.data)}},
                                       "", errors);
  return event ? std::optional{event->data} : std::nullopt;
}

/// The last value wanted up to `at`; null before the first.
const EventData* wanted_at(const FactTimeline* timeline, Instant at) {
  if (timeline == nullptr) return nullptr;
  const auto after = timeline->upper_bound(at);
  return after == timeline->begin() ? nullptr : &std::prev(after)->second;
}

const PostedFact* posted_at(const PostedRegister* reg, Instant at) {
  if (reg == nullptr) return nullptr;
  const auto found = reg->facts.find(at);
  return found == reg->facts.end() ? nullptr : &found->second;
}

std::set<Instant> instants_of(const FactTimeline* wanted, const PostedRegister* reg) {
  std::set<Instant> instants;
  if (wanted != nullptr) {
    for (const auto& entry : *wanted) instants.insert(entry.first);
  }
  if (reg != nullptr) {
    for (const auto& entry : reg->facts) instants.insert(entry.first);
  }
  return instants;
}

/// Ids of one key and instant must rise with the revision.
std::string id_of(std::string_view type, std::string_view key, Instant at, int revision) {
  const auto seconds = unix_seconds(at);
  const auto kind = type.substr(0, type.rfind('.'));
  auto id = fmt::format("{}/{}/{}/{:05}", key, kind, seconds, revision);
  if (id.size() <= max_id_bytes) return id;
  return fmt::format("{}/{}/{:05}", ledger::hex(ledger::sha256({key, type})), seconds, revision);
}

class Restater {
 public:
  Restater(const std::string& source, const std::vector<PostedRegister>& posted)
      : source_(source), posted_(posted) {}

  /// `wanted` is null for what the license no longer holds.
  void restate(const RegisterName& name, const FactTimeline* wanted) {
    const std::string type{ledger::name_of(name.type)};
    const PostedRegister* reg = find(name.subject, type, name.key);
    for (const auto at : instants_of(wanted, reg)) {
      const PostedFact* last = posted_at(reg, at);
      std::optional<EventData> data;
      if (const auto* now = wanted_at(wanted, at)) {
        data = *now;
      } else if (auto old = data_of(*reg, *last)) {
        data = emptied(std::move(*old));
      }
      if (!data) continue;
      auto text = text_of(*data);
      if (last != nullptr && last->data == text) continue;
      // The id does not name the subject: what moves to another license continues the count.
      int& revision = revisions_.try_emplace({type, name.key, at}, 0).first->second;
      revision = std::max(revision, last_revision(type, name.key, at)) + 1;
      facts_.push_back({.key = name.key,
                        .posted = {std::move(text), revision},
                        .event = {.source = source_,
                                  .id = id_of(type, name.key, at, revision),
                                  .subject = name.subject,
                                  .time = at,
                                  .data = std::move(*data)}});
    }
  }

  std::vector<FactToPost> take() { return std::move(facts_); }

 private:
  const PostedRegister* find(const std::string& subject, const std::string& type,
                             const std::string& key) const {
    const auto found = std::ranges::find_if(posted_, [&](const PostedRegister& reg) {
      return reg.subject == subject && reg.type == type && reg.key == key;
    });
    return found == posted_.end() ? nullptr : &*found;
  }

  int last_revision(const std::string& type, const std::string& key, Instant at) const {
    int last = 0;
    for (const auto& reg : posted_) {
      if (reg.type != type || reg.key != key) continue;
      if (const auto* fact = posted_at(&reg, at)) last = std::max(last, fact->revision);
    }
    return last;
  }

  const std::string& source_;
  const std::vector<PostedRegister>& posted_;
  std::map<std::tuple<std::string, std::string, Instant>, int> revisions_;  // used here so far
  std::vector<FactToPost> facts_;
};

}  // namespace

std::vector<FactToPost> restate(const std::string& source, const FactTimelines& wanted,
                                const std::vector<PostedRegister>& posted) {
  Restater restater{source, posted};
  // First empty what a license no longer holds, so that an invoice is never owed twice.
  for (const auto& reg : posted) {
    const auto type = ledger::event_type_named(reg.type);
    if (!type) continue;
    const RegisterName name{reg.subject, *type, reg.key};
    if (!wanted.contains(name)) restater.restate(name, nullptr);
  }
  for (const auto& [name, timeline] : wanted) restater.restate(name, &timeline);
  return restater.take();
}

void note_posted(std::vector<PostedRegister>& posted, const FactToPost& fact) {
  const auto& event = fact.event;
  const std::string type{ledger::name_of(event.type())};
  auto found = std::ranges::find_if(posted, [&](const PostedRegister& reg) {
    return reg.subject == event.subject && reg.type == type && reg.key == fact.key;
  });
  if (found == posted.end()) {
    found = posted.insert(posted.end(), {event.subject, type, fact.key, {}});
  }
  found->facts[*event.time] = fact.posted;
}

}  // namespace tools::stripe
