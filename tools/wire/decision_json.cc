#include <boost/json/object.hpp>

#include "tools/wire/event_data.h"
#include "tools/wire/reason_json.h"
#include "tools/wire/to_json.h"

namespace tools::wire {
namespace {

using boost::json::object;
using ledger::name_of;

ledger::LicenseNumber read_number(Fields& data) {
  return {static_cast<std::uint32_t>(data.integer("number", 1, max_license_number))};
}

std::optional<ledger::LicenseNumber> read_optional_number(Fields& data) {
  const auto number = data.optional_integer("number", 0, max_license_number);
  if (!number) return std::nullopt;
  return ledger::LicenseNumber{static_cast<std::uint32_t>(*number)};
}

ledger::CarriedSeat read_seat(Fields& data) {
  return {.module_name = data.text("module"),
          .user = data.text("user"),
          .user_type = data.choice("user_type", ledger::UserType::associate)};
}

object seat_json(const ledger::CarriedSeat& seat) {
  return {
      {"module", seat.module_name}, {"user", seat.user}, {"user_type", name_of(seat.user_type)}};
}

std::map<std::string, std::int64_t> read_modules(Fields& data) {
  return data.integer_map("modules", 0, max_integer);
}

ledger::ModuleChange read_change(Fields& change) {
  return {.module_name = change.text("module"),
          .in_use = change.integer("in_use", 0, max_integer),
          .total = change.integer("total", 0, max_integer),
          .new_total = change.integer("new_total", 0, max_integer)};
}

object change_json(const ledger::ModuleChange& change) {
  return {{"module", change.module_name},
          {"in_use", change.in_use},
          {"total", change.total},
          {"new_total", change.new_total}};
}

std::vector<ledger::Reason> read_reasons(Fields& data) {
  return data.list("reasons", 0, read_reason);
}

boost::json::array reasons_json(const std::vector<ledger::Reason>& reasons) {
  return list_json(reasons, reason_json);
}

}  // namespace

template <>
ledger::InstallationBound read_data(Fields& data) {
  return {.cust_id = data.text("cust_id"),
          .kind = data.choice<ledger::InstallationKind>("kind"),
          .deployment = data.choice<ledger::Deployment>("deployment"),
          .version = data.version("version"),
          .company_name = data.text("company_name"),
          .seats = data.list("seats", 0, read_seat)};
}

object data_json(const ledger::InstallationBound& decision) {
  return {{"cust_id", decision.cust_id},
          {"kind", name_of(decision.kind)},
          {"deployment", name_of(decision.deployment)},
          {"version", decision.version},
          {"company_name", decision.company_name},
          {"seats", list_json(decision.seats, seat_json)}};
}

template <>
ledger::InstallationBindingRefused read_data(Fields& data) {
  return {.cust_id = data.text("cust_id"),
          .company_name = data.optional_text("company_name"),
          .reasons = read_reasons(data)};
}

object data_json(const ledger::InstallationBindingRefused& decision) {
  object json{{"cust_id", decision.cust_id}, {"reasons", reasons_json(decision.reasons)}};
  add_if_any(json, "company_name", decision.company_name);
  return json;
}

template <>
ledger::InstallationReleased read_data(Fields& data) {
  return {.cust_id = data.text("cust_id"), .seats = data.list("seats", 0, read_seat)};
}

object data_json(const ledger::InstallationReleased& decision) {
  return {{"cust_id", decision.cust_id}, {"seats", list_json(decision.seats, seat_json)}};
}

template <>
ledger::LicenseActivated read_data(Fields& data) {
  data.require("modules");  // without it the license would silently be one of nothing
  return {.number = read_number(data),
          .mode = data.choice<ledger::ActivationMode>("mode"),
          .modules = read_modules(data),
          .expires_on = data.optional_date("expires_on"),
          .changes = data.list("changes", 0, read_change)};
}

object data_json(const ledger::LicenseActivated& decision) {
  return {{"number", to_json(decision.number)},
          {"mode", name_of(decision.mode)},
          {"modules", to_json(decision.modules)},
          {"expires_on", to_json(decision.expires_on)},
          {"changes", list_json(decision.changes, change_json)}};
}

template <>
ledger::ActivationBlocked read_data(Fields& data) {
  return {.number = read_optional_number(data),
          .mode = data.choice<ledger::ActivationMode>("mode"),
          .cust_id = data.optional_text("cust_id"),
          .reasons = read_reasons(data)};
}

object data_json(const ledger::ActivationBlocked& decision) {
  object json{{"number", to_json(decision.number)},
              {"mode", name_of(decision.mode)},
              {"reasons", reasons_json(decision.reasons)}};
  add_if_any(json, "cust_id", decision.cust_id);
  return json;
}

template <>
ledger::PendingHeld read_data(Fields& data) {
  return {.number = read_number(data),
          .reason = data.optional_text("reason", max_explanation_bytes)};
}

object data_json(const ledger::PendingHeld& decision) {
  object json{{"number", to_json(decision.number)}};
  add_if_any(json, "reason", decision.reason);
  return json;
}

template <>
ledger::PendingReleased read_data(Fields& data) {
  return {.number = read_number(data)};
}

object data_json(const ledger::PendingReleased& decision) {
  return {{"number", to_json(decision.number)}};
}

template <>
ledger::SeatAssigned read_data(Fields& data) {
  return {read_seat(data)};
}

object data_json(const ledger::SeatAssigned& decision) { return seat_json(decision); }

template <>
ledger::SeatAssignmentRefused read_data(Fields& data) {
  return {read_seat(data), read_reasons(data)};
}

object data_json(const ledger::SeatAssignmentRefused& decision) {
  object json = seat_json(decision);
  json.emplace("reasons", reasons_json(decision.reasons));
  return json;
}

template <>
ledger::SeatRemoved read_data(Fields& data) {
  return {read_seat(data)};
}

object data_json(const ledger::SeatRemoved& decision) { return seat_json(decision); }

template <>
ledger::SeatRemovalRefused read_data(Fields& data) {
  return {.module_name = data.optional_text("module"),
          .user = data.text("user"),
          .reasons = read_reasons(data)};
}

object data_json(const ledger::SeatRemovalRefused& decision) {
  object json{{"user", decision.user}, {"reasons", reasons_json(decision.reasons)}};
  add_if_any(json, "module", decision.module_name);
  return json;
}

template <>
ledger::LicenseFileIssued read_data(Fields& data) {
  return {.number = read_number(data),
          .cust_id = data.optional_text("cust_id"),
          .modules = read_modules(data),
          .expires_on = data.optional_date("expires_on"),
          .key_id = data.optional_text("key_id")};
}

object data_json(const ledger::LicenseFileIssued& decision) {
  object json{{"number", to_json(decision.number)},
              {"modules", to_json(decision.modules)},
              {"expires_on", to_json(decision.expires_on)}};
  add_if_any(json, "cust_id", decision.cust_id);
  add_if_any(json, "key_id", decision.key_id);
  return json;
}

template <>
ledger::LogRestored read_data(Fields& data) {
  return {.origin = data.text("origin"),
          .signed_size = data.integer("signed_size", 0, max_integer),
          .signed_root = data.optional_text("signed_root"),
          .reason = data.text("reason")};
}

object data_json(const ledger::LogRestored& decision) {
  object json{{"origin", decision.origin},
              {"signed_size", decision.signed_size},
              {"reason", decision.reason}};
  add_if_any(json, "signed_root", decision.signed_root);
  return json;
}

}  // namespace tools::wire
