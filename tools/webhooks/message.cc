#include "tools/webhooks/message.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "ledger/digest.h"
#include "projections/reasons/blocking_reasons.h"
#include "projections/since.h"
#include "projections/view.h"
#include "tools/wire/event_json.h"
#include "tools/wire/to_json.h"
#include "tools/wire/view_json.h"

namespace tools::webhooks {
namespace {

namespace json = boost::json;
using projections::reasons::Question;

std::string body_of(std::string_view type, Instant at, json::object data) {
  return json::serialize(
      json::object{{"type", type}, {"timestamp", wire::to_json(at)}, {"data", std::move(data)}});
}

/// The blocking reasons, each with the instant since which it has applied.
projections::reasons::Reasons dated_reasons(const Question& question,
                                            projections::state::Fold& past) {
  projections::OpenReasons open{{projections::reasons::blocking_rules()}};
  projections::trace(past, question.at, {}, open);
  auto reasons = projections::reasons::blocking_reasons(question);
  open.date(reasons, question.at);
  return reasons;
}

json::array keys_json(const std::vector<ReasonKey>& keys) {
  return wire::list_json(keys, [](const ReasonKey& key) {
    json::object object{{"code", ledger::name_of(key.code)}};
    wire::add_if_any(object, member_of(key), key.about);
    return object;
  });
}

json::object license_of(const Question& question, std::optional<ledger::Position> by) {
  const auto& license = question.license;
  json::object data{{"serial_number", license.serial_number},
                    {"company_name", license.company_name()}};
  if (license.binding) data["cust_id"] = license.binding->cust_id;
  data["position"] = by ? json::value(by->value) : json::value{};
  return data;
}

void add_pending(json::object& data, const Question& question) {
  const auto& license = question.license;
  const auto& offered = license.offered();
  data["number"] = wire::to_json(offered.number);
  data["expires_on"] = wire::to_json(offered.expires_on);
  data["changes"] =
      wire::list_json(projections::changes_towards(question, offered), wire::change_json);
}

void add_stage(json::object& data, const Question& question, projections::state::Stage from) {
  const auto* current = question.license.current_set();
  data["from"] = projections::state::name_of(from);
  data["to"] = projections::state::name_of(
      projections::state::stage_at(current, question.policy, question.at));
  if (current == nullptr) return;
  const auto dates = projections::state::dates_of(*current, question.policy);
  data["number"] = wire::to_json(current->number);
  data["warn_from"] = wire::to_json(dates.warn_from);
  data["expires_on"] = wire::to_json(dates.expires_on);
  data["grace_until"] = wire::to_json(dates.grace_until);
}

void add_invoice(json::object& data, const Question& question, const std::string& invoice_id) {
  data["invoice_id"] = invoice_id;
  const auto* invoice = question.license.accounts.known(invoice_id);
  if (invoice == nullptr || !invoice->issued) return;
  const auto& issued = invoice->issued->value;
  data["amount"] = issued.amount;
  data["open"] = invoice->open;
  data["currency"] = issued.currency;
  data["due_on"] = wire::to_json(issued.due_on);
  data["voided"] = invoice->voided.has_value();
}

/// The members of the decision's event, with the reasons explained.
json::object decision_data(const ledger::RecordedEvent& event,
                           const projections::reasons::Reasons& dated, Language language) {
  json::object data{{"serial_number", event.subject}, {"position", event.position.value}};
  for (auto& member : wire::event_data_json(event.data))
    data[member.key()] = std::move(member.value());
  if (data.contains("reasons")) data["reasons"] = wire::explained(dated, language);
  if (const auto* activated = std::get_if<ledger::LicenseActivated>(&event.data)) {
    data["changes"] = wire::list_json(activated->changes, wire::change_json);
  }
  data["actor"] = event.actor;
  return data;
}

}  // namespace

std::string message_id(const MessageIdentity& identity) {
  const std::string place =
      identity.by ? fmt::format("p{}", identity.by->value) : fmt::format("t{}", identity.at.micros);
  const std::string_view none{"\0", 1};
  const auto digest = ledger::sha256({identity.webhook_id, none, place, none, identity.type, none,
                                      identity.serial_number, none, identity.about});
  return "msg_" + ledger::hex(std::span{digest}.first<16>());
}

std::string event_body(const ledger::RecordedEvent& event) {
  return body_of(ledger::name_of(event.type()), event.recorded_at, wire::event_json(event));
}

std::optional<ChangeType> decision_type(const ledger::RecordedEvent& event) {
  if (std::holds_alternative<ledger::ActivationBlocked>(event.data)) {
    return ChangeType::activation_blocked;
  }
  if (std::holds_alternative<ledger::LicenseActivated>(event.data)) {
    return ChangeType::license_activated;
  }
  if (std::holds_alternative<ledger::SeatAssignmentRefused>(event.data)) {
    return ChangeType::seat_refused;
  }
  if (std::holds_alternative<ledger::SeatRemovalRefused>(event.data)) {
    return ChangeType::removal_refused;
  }
  if (std::holds_alternative<ledger::InstallationBindingRefused>(event.data)) {
    return ChangeType::binding_refused;
  }
  return std::nullopt;
}

std::string decision_body(const ledger::RecordedEvent& event,
                          const projections::reasons::Reasons& dated, Language language) {
  const auto type = decision_type(event);
  LEDGER_CHECK(type.has_value());
  return body_of(ledger::name_of(*type), event.recorded_at, decision_data(event, dated, language));
}

std::string change_body(const LicenseChange& change, SeenChange seen, Language language) {
  const Question& question = seen.question;
  json::object data = license_of(question, seen.by);
  switch (change.type) {
    case ChangeType::license_pending:
      add_pending(data, question);
      data["can_be_activated"] = projections::reasons::blocking_reasons(question).empty();
      break;
    case ChangeType::license_blocked:
      add_pending(data, question);
      data["added"] = keys_json(change.added);
      data["cleared"] = keys_json(change.cleared);
      data["reasons"] = wire::explained(dated_reasons(question, seen.past), language);
      break;
    case ChangeType::license_unblocked:
      add_pending(data, question);
      data["cleared"] = keys_json(change.cleared);
      break;
    case ChangeType::license_stage_changed:
      add_stage(data, question, change.from);
      break;
    case ChangeType::invoice_overdue:
    case ChangeType::invoice_settled:
      add_invoice(data, question, change.invoice_id);
      break;
    case ChangeType::activation_blocked:
    case ChangeType::license_activated:
    case ChangeType::seat_refused:
    case ChangeType::removal_refused:
    case ChangeType::binding_refused:
      LEDGER_CHECK(is_watched(change.type));  // decisions are reported by decision_body
  }
  return body_of(ledger::name_of(change.type), question.at, std::move(data));
}

std::string test_body(std::string_view webhook_id, Instant at) {
  return body_of(test_type, at, json::object{{"webhook_id", webhook_id}});
}

}  // namespace tools::webhooks
