#include "tools/stripe/restate.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <fmt/format.h>
#include <set>

#include "ledger/digest.h"
#include "tools/wire/event_json.h"

namespace tools::stripe {
namespace {

namespace json = boost::json;
using ledger::EventData;

constexpr std::size_t max_id_bytes = 255;

std::string text_of(const EventData& data) { return json::serialize(wire::event_data_json(data)); }

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// What says that there is nothing under the key of `data`. A void stays: it is final.
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

std::optional<EventData> data_of(const Register& reg, const std::string& text) {
  std::vector<wire::FieldError> errors;
  const auto event = wire::parse_event(json::object{{"specversion", "1.0"},
                                                    {"source", "-"},
                                                    {"id", "-"},
                                                    {"type", reg.type},
                                                    {"subject", reg.subject},
                                                    {"data", json::parse(text)}},
                                       "", errors);
  return event ? std::optional{event->data} : std::nullopt;
}

/// What is wanted at an instant: what was wanted last until then; nothing before that.
const EventData* wanted_at(const Timeline* timeline, std::int64_t at) {
  if (timeline == nullptr) return nullptr;
  const auto after = timeline->upper_bound(at);
  return after == timeline->begin() ? nullptr : &std::prev(after)->second;
}

/// The kind of fact in an id. Ids of one key and instant must rise with the revision.
std::string id_of(std::string_view type, std::string_view key, std::int64_t at, int revision) {
  auto id = fmt::format("{}/{}/{}/{:05}", key, type.substr(0, type.rfind('.')), at, revision);
  if (id.size() <= max_id_bytes) return id;
  return fmt::format("{}/{}/{:05}", ledger::hex(ledger::sha256({key, type})), at, revision);
}

class Restating {
 public:
  Restating(const std::string& source, const std::vector<Register>& said)
      : source_(source), said_(said) {}

  void key(const RegisterName& name, const Timeline* wanted) {
    const std::string type{ledger::name_of(name.type)};
    const Register* before = find(name.subject, type, name.key);
    std::set<std::int64_t> instants;
    if (wanted != nullptr) {
      for (const auto& entry : *wanted) instants.insert(entry.first);
    }
    if (before != nullptr) {
      for (const auto& entry : before->said) instants.insert(number(entry.first));
    }
    for (const auto at : instants) {
      const auto text = std::to_string(at);
      const Said* said = nullptr;
      if (before != nullptr && before->said.contains(text)) said = &before->said.at(text);
      std::optional<EventData> data;
      if (const auto* now = wanted_at(wanted, at)) {
        data = *now;
      } else if (auto old = data_of(*before, said->data)) {
        data = emptied(std::move(*old));
      }
      if (!data) continue;
      auto content = text_of(*data);
      if (said != nullptr && said->data == content) continue;
      // The id tells nothing of the subject: what moved to another license goes on counting.
      const int revision = last_revision(type, name.key, text) + 1;
      ledger::Event event{.source = source_,
                          .id = id_of(type, name.key, at, revision),
                          .subject = name.subject,
                          .time = ledger::Instant{at * 1'000'000},
                          .data = std::move(*data)};
      counted_[{type, name.key, text}] = revision;
      sayings_.push_back(
          {name.subject, type, name.key, text, {std::move(content), revision}, std::move(event)});
    }
  }

  std::vector<Saying> take() { return std::move(sayings_); }

 private:
  const Register* find(const std::string& subject, const std::string& type,
                       const std::string& key) const {
    const auto found = std::ranges::find_if(said_, [&](const Register& reg) {
      return reg.subject == subject && reg.type == type && reg.key == key;
    });
    return found == said_.end() ? nullptr : &*found;
  }

  int last_revision(const std::string& type, const std::string& key, const std::string& at) const {
    int last = 0;
    for (const auto& reg : said_) {
      if (reg.type != type || reg.key != key) continue;
      if (const auto found = reg.said.find(at); found != reg.said.end()) {
        last = std::max(last, found->second.revision);
      }
    }
    const auto counted = counted_.find({type, key, at});
    return counted == counted_.end() ? last : std::max(last, counted->second);
  }

  const std::string& source_;
  const std::vector<Register>& said_;
  std::map<std::tuple<std::string, std::string, std::string>, int> counted_;
  std::vector<Saying> sayings_;
};

}  // namespace

std::vector<Saying> restate(const std::string& source, const Timelines& wanted,
                            const std::vector<Register>& said) {
  Restating restating{source, said};
  // First what a license does not hold any more: an invoice is not owed twice on the way.
  for (const auto& reg : said) {
    const auto type = ledger::event_type_named(reg.type);
    if (!type) continue;
    const RegisterName name{reg.subject, *type, reg.key};
    if (!wanted.contains(name)) restating.key(name, nullptr);
  }
  for (const auto& [name, timeline] : wanted) restating.key(name, &timeline);
  return restating.take();
}

void note(std::vector<Register>& said, const Saying& saying) {
  auto found = std::ranges::find_if(said, [&](const Register& reg) {
    return reg.subject == saying.subject && reg.type == saying.type && reg.key == saying.key;
  });
  if (found == said.end()) {
    found = said.insert(said.end(), {saying.subject, saying.type, saying.key, {}});
  }
  found->said[saying.at] = saying.said;
}

}  // namespace tools::stripe
