#include "tools/wire/reason_json.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "tools/wire/to_json.h"

namespace tools::wire {
namespace {

using boost::json::object;
using ledger::Evidence;
using ledger::Reason;
using ledger::ReasonCode;

/// Calls `visit` with the name and the value of each member between the code and `since`. The
/// bindings are complete, so a new member of Reason does not compile until it is bound here.
template <class AnyReason, class Visit>
void each_member(AnyReason& reason, Visit visit) {
  auto& [code, module_name, invoice_id, payment_id, user, cust_id, serial_number, number, in_use,
         total, new_total, to_remove, open, open_requests, currency, expected_currency, due_on,
         overdue, installed, covered, expires_on, days_left, company_name, registered_name,
         prerequisite, modules, users, bound_cust_id, bound_serial, version, newest, since,
         evidence, uncited] = reason;
  visit("module", module_name);
  visit("invoice_id", invoice_id);
  visit("payment_id", payment_id);
  visit("user", user);
  visit("cust_id", cust_id);
  visit("serial_number", serial_number);
  visit("number", number);
  visit("in_use", in_use);
  visit("total", total);
  visit("new_total", new_total);
  visit("to_remove", to_remove);
  visit("open", open);
  visit("open_requests", open_requests);
  visit("currency", currency);
  visit("expected_currency", expected_currency);
  visit("due_on", due_on);
  visit("overdue", overdue);
  visit("installed", installed);
  visit("covered", covered);
  visit("expires_on", expires_on);
  visit("days_left", days_left);
  visit("company_name", company_name);
  visit("registered_name", registered_name);
  visit("prerequisite", prerequisite);
  visit("modules", modules);
  visit("users", users);
  visit("bound_cust_id", bound_cust_id);
  visit("bound_serial", bound_serial);
  visit("version", version);
  visit("newest", newest);
}

bool is_set(const std::string& text) { return !text.empty(); }
bool is_set(const std::vector<std::string>& texts) { return !texts.empty(); }
template <class T>
bool is_set(const std::optional<T>& maybe) {
  return maybe.has_value();
}

/// An empty text means that there is none.
boost::json::value member_json(const std::string& text) {
  return text.empty() ? boost::json::value{} : to_json(text);
}
template <class T>
boost::json::value member_json(const T& member) {
  return to_json(member);
}

/// Reads one member of Reason by its type.
struct ReadMember {
  Fields& fields;

  void operator()(std::string_view name, std::string& text) const {
    text = fields.optional_text(name);
  }
  void operator()(std::string_view name, std::optional<std::string>& text) const {
    if (fields.member(name) != nullptr) text = fields.optional_text(name);
  }
  void operator()(std::string_view name, std::optional<std::int64_t>& integer) const {
    integer = fields.optional_integer(name, -max_integer, max_integer);
  }
  void operator()(std::string_view name, std::optional<bool>& yes) const {
    yes = fields.optional_boolean(name);
  }
  void operator()(std::string_view name, std::optional<ledger::Date>& date) const {
    date = fields.optional_date(name);
  }
  void operator()(std::string_view name, std::optional<ledger::LicenseNumber>& number) const {
    const auto integer = fields.optional_integer(name, 0, max_license_number);
    if (integer) number = ledger::LicenseNumber{static_cast<std::uint32_t>(*integer)};
  }
  void operator()(std::string_view name, std::vector<std::string>& texts) const {
    texts = fields.texts(name);
  }
};

Evidence read_evidence(Fields& fields) {
  Evidence evidence{.position = ledger::no_position, .id = fields.text("id"), .type = {}};
  if (const auto position = fields.optional_integer("position", 0, max_integer)) {
    evidence.position = {static_cast<std::uint64_t>(*position)};
  }
  const std::string type_name = fields.text("type");
  if (const auto type = ledger::event_type_named(type_name)) {
    evidence.type = *type;
  } else if (!type_name.empty()) {
    fields.problem("type", "unknown_type", "must be the type of an event of the ledger");
  }
  return evidence;
}

}  // namespace

object evidence_json(const Evidence& evidence) {
  const bool recorded = ledger::in_log(evidence.position);
  return {{"position", recorded ? boost::json::value(evidence.position.value) : nullptr},
          {"id", evidence.id},
          {"type", ledger::name_of(evidence.type)}};
}

object reason_json(const Reason& reason) {
  object json{{"code", ledger::name_of(reason.code)}};
  const auto& always = ledger::traits_of(reason.code).members;
  each_member(reason, [&](std::string_view name, const auto& member) {
    if (is_set(member) || std::ranges::find(always, name) != always.end()) {
      json.emplace(name, member_json(member));
    }
  });
  if (reason.since) json.emplace("since", to_json(*reason.since));
  json.emplace("evidence", list_json(reason.evidence, evidence_json));
  json.emplace("evidence_count",
               static_cast<std::int64_t>(reason.evidence.size()) + reason.uncited);
  return json;
}

Reason read_reason(Fields& fields) {
  Reason reason;
  reason.code = fields.choice<ReasonCode>("code");
  each_member(reason, ReadMember{fields});
  reason.since = fields.optional_instant("since");
  reason.evidence = fields.list("evidence", 0, read_evidence);
  const auto cited = static_cast<std::int64_t>(reason.evidence.size());
  if (const auto count = fields.optional_integer("evidence_count", cited, max_integer)) {
    reason.uncited = *count - cited;
  }
  return reason;
}

std::optional<Reason> parse_reason(const boost::json::value& value, std::string_view pointer,
                                   std::vector<FieldError>& errors) {
  const std::size_t before = errors.size();
  const auto* json = value.if_object();
  if (json == nullptr) {
    errors.push_back({std::string{pointer}, "wrong_type", "must be an object"});
    return std::nullopt;
  }
  Fields fields(*json, pointer, errors);
  fields.ignore_unknown();
  auto reason = read_reason(fields);
  if (errors.size() != before) return std::nullopt;
  return reason;
}

}  // namespace tools::wire
