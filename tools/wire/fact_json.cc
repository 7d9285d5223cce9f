#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <set>
#include <string>

#include "tools/wire/event_data.h"
#include "tools/wire/to_json.h"

namespace tools::wire {
namespace {

using boost::json::object;
using ledger::name_of;

constexpr std::int64_t max_policy_days = 3650;

std::optional<std::int32_t> read_days(Fields& data, std::string_view name) {
  const auto days = data.optional_integer(name, 0, max_policy_days);
  return days ? std::optional{static_cast<std::int32_t>(*days)} : std::nullopt;
}

std::int64_t read_amount(Fields& data) { return data.integer("amount", 0, max_integer); }

ledger::PurchaseLine read_line(Fields& line) {
  return {.line_id = line.text("line_id"),
          .module_name = line.text("module"),
          .quantity = line.integer("quantity", 0, max_integer),
          .until = line.optional_date("until")};
}

object line_json(const ledger::PurchaseLine& line) {
  object json{{"line_id", line.line_id}, {"module", line.module_name}, {"quantity", line.quantity}};
  add_if_any(json, "until", line.until);
  return json;
}

ledger::ServiceRequest read_request(Fields& data) {
  return {.request_id = data.text("request_id"),
          .user = data.text("user"),
          .status = data.choice("status", ledger::RequestStatus::active)};
}

object request_json(const ledger::ServiceRequest& request) {
  object json{{"request_id", request.request_id}, {"status", name_of(request.status)}};
  add_if_any(json, "user", request.user);
  return json;
}

}  // namespace

template <>
ledger::LicenseRegistered read_data(Fields& data) {
  return {.company_name = data.text("company_name"),
          .auto_update = data.boolean("auto_update", true)};
}

object data_json(const ledger::LicenseRegistered& fact) {
  return {{"company_name", fact.company_name}, {"auto_update", fact.auto_update}};
}

template <>
ledger::ModuleDefined read_data(Fields& data) {
  return {.type = data.choice("type", ledger::ModuleType::user),
          .display_name = data.text_map("display_name"),
          .unrestricted = data.boolean("unrestricted", false),
          .hidden = data.boolean("hidden", false),
          .user_plan = data.boolean("user_plan", false),
          .includes = data.texts("includes"),
          .prerequisite = data.optional_text("prerequisite"),
          .service_access = data.boolean("service_access", false)};
}

object data_json(const ledger::ModuleDefined& fact) {
  object json{{"type", name_of(fact.type)},           {"display_name", to_json(fact.display_name)},
              {"unrestricted", fact.unrestricted},    {"hidden", fact.hidden},
              {"user_plan", fact.user_plan},          {"includes", to_json(fact.includes)},
              {"service_access", fact.service_access}};
  add_if_any(json, "prerequisite", fact.prerequisite);
  return json;
}

template <>
ledger::PolicyChanged read_data(Fields& data) {
  constexpr std::array<std::string_view, 4> names{"warning_days", "grace_days",
                                                  "payment_grace_days", "activated_notice_days"};
  if (std::ranges::none_of(names, [&](auto name) { return data.member(name) != nullptr; })) {
    data.problem("", "empty", "must have at least one of the days of the policy");
  }
  return {.warning_days = read_days(data, names[0]),
          .grace_days = read_days(data, names[1]),
          .payment_grace_days = read_days(data, names[2]),
          .activated_notice_days = read_days(data, names[3])};
}

object data_json(const ledger::PolicyChanged& fact) {
  object json;
  add_if_any(json, "warning_days", fact.warning_days);
  add_if_any(json, "grace_days", fact.grace_days);
  add_if_any(json, "payment_grace_days", fact.payment_grace_days);
  add_if_any(json, "activated_notice_days", fact.activated_notice_days);
  return json;
}

template <>
ledger::PurchaseRecorded read_data(Fields& data) {
  std::set<std::string> seen;
  const auto read_new_line = [&](Fields& element) {
    auto line = read_line(element);
    if (!line.line_id.empty() && !seen.insert(line.line_id).second) {
      element.problem("line_id", "duplicate_line_id", "must be in one line of the purchase only");
    }
    return line;
  };
  return {.order_id = data.text("order_id"),
          .lines = data.list("lines", 1, read_new_line),
          .invoice_ids = data.texts("invoice_ids")};
}

object data_json(const ledger::PurchaseRecorded& fact) {
  return {{"order_id", fact.order_id},
          {"lines", list_json(fact.lines, line_json)},
          {"invoice_ids", to_json(fact.invoice_ids)}};
}

template <>
ledger::InvoiceIssued read_data(Fields& data) {
  return {.invoice_id = data.text("invoice_id"),
          .amount = read_amount(data),
          .currency = data.currency("currency"),
          .due_on = data.date("due_on")};
}

object data_json(const ledger::InvoiceIssued& fact) {
  return {{"invoice_id", fact.invoice_id},
          {"amount", fact.amount},
          {"currency", fact.currency},
          {"due_on", to_json(fact.due_on)}};
}

template <>
ledger::InvoiceCredited read_data(Fields& data) {
  return {.credit_id = data.text("credit_id"),
          .invoice_id = data.text("invoice_id"),
          .amount = read_amount(data)};
}

object data_json(const ledger::InvoiceCredited& fact) {
  return {{"credit_id", fact.credit_id}, {"invoice_id", fact.invoice_id}, {"amount", fact.amount}};
}

template <>
ledger::InvoiceVoided read_data(Fields& data) {
  return {.invoice_id = data.text("invoice_id")};
}

object data_json(const ledger::InvoiceVoided& fact) { return {{"invoice_id", fact.invoice_id}}; }

template <>
ledger::PaymentReceived read_data(Fields& data) {
  return {.payment_id = data.text("payment_id"),
          .invoice_id = data.text("invoice_id"),
          .amount = read_amount(data),
          .currency = data.currency("currency")};
}

object data_json(const ledger::PaymentReceived& fact) {
  return {{"payment_id", fact.payment_id},
          {"invoice_id", fact.invoice_id},
          {"amount", fact.amount},
          {"currency", fact.currency}};
}

template <>
ledger::PaymentReversed read_data(Fields& data) {
  return {.reversal_id = data.text("reversal_id"),
          .payment_id = data.text("payment_id"),
          .amount = read_amount(data),
          .kind = data.choice<ledger::ReversalKind>("kind")};
}

object data_json(const ledger::PaymentReversed& fact) {
  return {{"reversal_id", fact.reversal_id},
          {"payment_id", fact.payment_id},
          {"amount", fact.amount},
          {"kind", name_of(fact.kind)}};
}

template <>
ledger::MaintenanceAgreed read_data(Fields& data) {
  return {.agreement_id = data.text("agreement_id"),
          .version = data.version("version"),
          .until = data.optional_date("until")};
}

object data_json(const ledger::MaintenanceAgreed& fact) {
  object json{{"agreement_id", fact.agreement_id}, {"version", fact.version}};
  add_if_any(json, "until", fact.until);
  return json;
}

template <>
ledger::InstallationUpgraded read_data(Fields& data) {
  return {.cust_id = data.text("cust_id"),
          .version = data.version("version"),
          .test = data.boolean("test", false)};
}

object data_json(const ledger::InstallationUpgraded& fact) {
  return {{"cust_id", fact.cust_id}, {"version", fact.version}, {"test", fact.test}};
}

template <>
ledger::InstallationKindChanged read_data(Fields& data) {
  return {.cust_id = data.text("cust_id"), .kind = data.choice<ledger::InstallationKind>("kind")};
}

object data_json(const ledger::InstallationKindChanged& fact) {
  return {{"cust_id", fact.cust_id}, {"kind", name_of(fact.kind)}};
}

template <>
ledger::ServiceRequestOpened read_data(Fields& data) {
  return {read_request(data)};
}

object data_json(const ledger::ServiceRequestOpened& fact) { return request_json(fact); }

template <>
ledger::ServiceRequestUpdated read_data(Fields& data) {
  return {read_request(data)};
}

object data_json(const ledger::ServiceRequestUpdated& fact) { return request_json(fact); }

template <>
ledger::ServiceRequestClosed read_data(Fields& data) {
  return {{.request_id = data.text("request_id"),
           .user = data.optional_text("user"),
           .status = data.choice("status", ledger::RequestStatus::active)}};
}

object data_json(const ledger::ServiceRequestClosed& fact) { return request_json(fact); }

}  // namespace tools::wire
