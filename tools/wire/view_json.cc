#include "tools/wire/view_json.h"

#include <boost/json.hpp>

#include "tools/wire/reason_json.h"
#include "tools/wire/to_json.h"

namespace tools::wire {
namespace {

namespace json = boost::json;

json::object remedy_json(const projections::words::Remedy& remedy, Language language) {
  json::object object{{"action", remedy.action}};
  add_if_any(object, "module", remedy.module_name);
  add_if_any(object, "invoice_id", remedy.invoice_id);
  add_if_any(object, "payment_id", remedy.payment_id);
  add_if_any(object, "user", remedy.user);
  add_if_any(object, "cust_id", remedy.cust_id);
  add_if_any(object, "serial_number", remedy.serial_number);
  add_if_any(object, "version", remedy.version);
  add_if_any(object, "count", remedy.count);
  add_if_any(object, "amount", remedy.amount);
  add_if_any(object, "currency", remedy.currency);
  add_if_any(object, "number", remedy.number);
  if (!remedy.modules.empty()) object["modules"] = to_json(remedy.modules);
  object["text"] = projections::words::remedy_text(remedy, language);
  return object;
}

json::object module_json(const projections::ModuleRow& row) {
  json::object object{{"module", row.module_name}, {"type", ledger::name_of(row.type)},
                      {"hidden", row.hidden},      {"unrestricted", row.unrestricted},
                      {"total", row.total},        {"in_use", row.in_use},
                      {"free", row.free()}};
  if (!row.display_name.empty()) object["display_name"] = to_json(row.display_name);
  return object;
}

json::object invoice_json(const projections::InvoiceRow& row) {
  return {{"invoice_id", row.invoice_id}, {"amount", row.amount},          {"open", row.open},
          {"currency", row.currency},     {"due_on", to_json(row.due_on)}, {"overdue", row.overdue},
          {"voided", row.voided}};
}

json::value current_json(const projections::LicenseView& view) {
  if (!view.current_number) return nullptr;
  return json::object{{"number", to_json(*view.current_number)},
                      {"activated_at", to_json(view.activated_at)},
                      {"mode", ledger::name_of(view.activation_mode)},
                      {"modules", list_json(view.modules, module_json)}};
}

json::value pending_json(const projections::LicenseView& view) {
  if (!view.pending) return nullptr;
  return json::object{{"number", to_json(view.pending->number)},
                      {"held", view.pending->held},
                      {"expires_on", to_json(view.pending->dates.expires_on)},
                      {"changes", list_json(view.pending->changes, change_json)}};
}

}  // namespace

json::object explained(const ledger::Reason& reason, Language language) {
  json::object object = reason_json(reason);
  object["resolver"] = ledger::name_of(projections::words::resolver_of(reason.code));
  object["remedies"] = list_json(projections::words::remedies_of(reason),
                                 [&](const auto& remedy) { return remedy_json(remedy, language); });
  object["message"] = projections::words::message(reason, language);
  return object;
}

json::array explained(const std::vector<ledger::Reason>& reasons, Language language) {
  return list_json(reasons, [&](const auto& reason) { return explained(reason, language); });
}

json::object change_json(const ledger::ModuleChange& change) {
  const std::int64_t to_remove = std::max<std::int64_t>(0, change.in_use - change.new_total);
  return {{"module", change.module_name},
          {"in_use", change.in_use},
          {"total", change.total},
          {"free", change.total - change.in_use},
          {"added", change.new_total - change.total},
          {"new_total", change.new_total},
          {"new_free", change.new_total - change.in_use},
          {"to_remove", to_remove}};
}

json::object license_json(const replay::LicenseAnswer& answer, Language language,
                          const std::string& shop_url) {
  const auto& view = answer.view;
  json::object object;
  object["serial_number"] = view.serial_number;
  object["company_name"] = view.company_name;
  object["auto_update"] = view.auto_update;
  object["shop_url"] = shop_url;
  object["installation"] =
      view.installation ? json::value(installation_json(*view.installation)) : json::value{};
  object["as_of"] = to_json(answer.at.as_of);
  object["known_at"] = to_json(answer.at.known_at);
  object["position"] = answer.position.value;
  object["revision"] = answer.revision.value;
  object["status"] = projections::name_of(view.status);
  object["stage"] = projections::state::name_of(view.stage);
  object["warn_from"] = to_json(view.dates.warn_from);
  object["expires_on"] = to_json(view.dates.expires_on);
  object["grace_until"] = to_json(view.dates.grace_until);
  object["days_left"] = to_json(view.days_left);
  object["current"] = current_json(view);
  object["pending"] = pending_json(view);
  object["can_be_activated"] = view.can_be_activated;
  object["blocking_reasons"] = explained(view.blocking_reasons, language);
  object["warnings"] = explained(view.warnings, language);
  object["invoices"] = list_json(view.invoices, invoice_json);
  return object;
}

json::object seat_json(const ledger::SeatHolder& seat, std::optional<ledger::Instant> since) {
  return {{"module", seat.module_name},
          {"user", seat.user},
          {"user_type", ledger::name_of(seat.user_type)},
          {"since", to_json(since)}};
}

json::object attempt_json(const replay::Attempt& attempt, Language language) {
  return {{"number", to_json(attempt.number)},
          {"outcome", attempt.activated ? "activated" : "blocked"},
          {"mode", ledger::name_of(attempt.mode)},
          {"at", to_json(attempt.at)},
          {"position", attempt.position.value},
          {"reasons", explained(attempt.reasons, language)}};
}

json::object installation_json(const projections::state::Installation& installation) {
  return {{"cust_id", installation.cust_id},
          {"kind", ledger::name_of(installation.kind)},
          {"deployment", ledger::name_of(installation.deployment)},
          {"version", installation.version}};
}

}  // namespace tools::wire
