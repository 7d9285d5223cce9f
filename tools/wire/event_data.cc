#include "tools/wire/event_data.h"

#include <boost/json/object.hpp>
#include <set>
#include <utility>
#include <variant>

#include "tools/wire/members.h"

namespace tools::wire {

// --- facts ------------------------------------------------------------------------------------

template <class Members>
void describe(Members& members, Of<Members, ledger::LicenseRegistered>& fact) {
  members.text("company_name", fact.company_name);
  members.boolean("auto_update", fact.auto_update);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::ModuleDefined>& fact) {
  members.optional_choice("type", fact.type);
  members.text_map("display_name", fact.display_name);
  members.boolean("unrestricted", fact.unrestricted);
  members.boolean("hidden", fact.hidden);
  members.boolean("user_plan", fact.user_plan);
  members.texts("includes", fact.includes);
  members.optional_text("prerequisite", fact.prerequisite);
  members.boolean("service_access", fact.service_access);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::PolicyChanged>& fact) {
  members.require_one_of(
      {"warning_days", "grace_days", "payment_grace_days", "activated_notice_days"},
      "must have at least one of the numbers of days");
  members.days("warning_days", fact.warning_days);
  members.days("grace_days", fact.grace_days);
  members.days("payment_grace_days", fact.payment_grace_days);
  members.days("activated_notice_days", fact.activated_notice_days);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::PurchaseLine>& line) {
  members.text("line_id", line.line_id);
  members.text("module", line.module_name);
  members.integer("quantity", line.quantity);
  members.optional_date("until", line.until);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::PurchaseRecorded>& fact) {
  std::set<std::string> seen;
  const auto refuse_seen = [&seen](Fields& element, const ledger::PurchaseLine& line) {
    if (!line.line_id.empty() && !seen.insert(line.line_id).second) {
      element.problem("line_id", "duplicate_line_id", "must be in only one line of the purchase");
    }
  };
  members.text("order_id", fact.order_id);
  members.list("lines", fact.lines, 1, refuse_seen);
  members.texts("invoice_ids", fact.invoice_ids);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::InvoiceIssued>& fact) {
  members.text("invoice_id", fact.invoice_id);
  members.integer("amount", fact.amount);
  members.currency("currency", fact.currency);
  members.date("due_on", fact.due_on);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::InvoiceCredited>& fact) {
  members.text("credit_id", fact.credit_id);
  members.text("invoice_id", fact.invoice_id);
  members.integer("amount", fact.amount);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::InvoiceVoided>& fact) {
  members.text("invoice_id", fact.invoice_id);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::PaymentReceived>& fact) {
  members.text("payment_id", fact.payment_id);
  members.text("invoice_id", fact.invoice_id);
  members.integer("amount", fact.amount);
  members.currency("currency", fact.currency);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::PaymentReversed>& fact) {
  members.text("reversal_id", fact.reversal_id);
  members.text("payment_id", fact.payment_id);
  members.integer("amount", fact.amount);
  members.choice("kind", fact.kind);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::MaintenanceAgreed>& fact) {
  members.text("agreement_id", fact.agreement_id);
  members.version("version", fact.version);
  members.optional_date("until", fact.until);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::InstallationUpgraded>& fact) {
  members.text("cust_id", fact.cust_id);
  members.version("version", fact.version);
  members.boolean("test", fact.test);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::InstallationKindChanged>& fact) {
  members.text("cust_id", fact.cust_id);
  members.choice("kind", fact.kind);
}

/// Opened and updated.
template <class Members>
void describe(Members& members, Of<Members, ledger::ServiceRequest>& fact) {
  members.text("request_id", fact.request_id);
  members.optional_choice("status", fact.status);
  members.text("user", fact.user);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::ServiceRequestClosed>& fact) {
  members.text("request_id", fact.request_id);
  members.optional_choice("status", fact.status);
  members.optional_text("user", fact.user);
}

// --- decisions --------------------------------------------------------------------------------

/// Also assigned and removed.
template <class Members>
void describe(Members& members, Of<Members, ledger::SeatHolder>& seat) {
  members.text("module", seat.module_name);
  members.text("user", seat.user);
  members.optional_choice("user_type", seat.user_type);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::InstallationBound>& decision) {
  members.text("cust_id", decision.cust_id);
  members.choice("kind", decision.kind);
  members.choice("deployment", decision.deployment);
  members.version("version", decision.version);
  members.text("company_name", decision.company_name);
  members.list("seats", decision.seats);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::InstallationBindingRefused>& decision) {
  members.text("cust_id", decision.cust_id);
  members.optional_text("company_name", decision.company_name);
  members.reasons(decision.reasons);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::InstallationReleased>& decision) {
  members.text("cust_id", decision.cust_id);
  members.list("seats", decision.seats);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::ModuleChange>& change) {
  members.text("module", change.module_name);
  members.integer("in_use", change.in_use);
  members.integer("total", change.total);
  members.integer("new_total", change.new_total);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::LicenseActivated>& decision) {
  members.require("modules");  // without it the license would silently have no modules
  members.number("number", decision.number);
  members.choice("mode", decision.mode);
  members.integer_map("modules", decision.modules);
  members.nullable_date("expires_on", decision.expires_on);
  members.list("changes", decision.changes);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::ActivationBlocked>& decision) {
  members.nullable_number("number", decision.number);
  members.choice("mode", decision.mode);
  members.optional_text("cust_id", decision.cust_id);
  members.reasons(decision.reasons);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::PendingHeld>& decision) {
  members.number("number", decision.number);
  members.optional_text("reason", decision.reason, max_explanation_bytes);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::PendingReleased>& decision) {
  members.number("number", decision.number);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::SeatAssignmentRefused>& decision) {
  Of<Members, ledger::SeatHolder>& seat = decision;
  describe(members, seat);
  members.reasons(decision.reasons);
  members.optional_text("reassigned_from", decision.reassigned_from);
  members.flag("activate", decision.activate);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::SeatRemovalRefused>& decision) {
  members.optional_text("module", decision.module_name);
  members.text("user", decision.user);
  members.reasons(decision.reasons);
  members.flag("cascade", decision.cascade);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::LicenseFileIssued>& decision) {
  members.number("number", decision.number);
  members.optional_text("cust_id", decision.cust_id);
  members.integer_map("modules", decision.modules);
  members.nullable_date("expires_on", decision.expires_on);
  members.optional_text("key_id", decision.key_id);
}

template <class Members>
void describe(Members& members, Of<Members, ledger::LogRestored>& decision) {
  members.text("origin", decision.origin);
  members.integer("signed_size", decision.signed_size);
  members.optional_text("signed_root", decision.signed_root);
  members.text("reason", decision.reason);
}

namespace {

/// The alternative of this type, with the defaults of optional members.
template <std::size_t... index>
ledger::EventData empty_data(ledger::EventType type, std::index_sequence<index...>) {
  ledger::EventData data;
  ((static_cast<std::size_t>(type) == index ? void(data.emplace<index>()) : void()), ...);
  return data;
}

}  // namespace

ledger::EventData read_event_data(ledger::EventType type, Fields& fields) {
  auto data = empty_data(type, std::make_index_sequence<ledger::event_type_count>{});
  if (ledger::traits_of(type).decision) fields.ignore_unknown();
  MemberReader reader{fields};
  std::visit([&](auto& alternative) { describe(reader, alternative); }, data);
  fields.done();
  return data;
}

boost::json::object event_data_json(const ledger::EventData& data) {
  MemberPrinter printer;
  std::visit([&](const auto& alternative) { describe(printer, alternative); }, data);
  return printer.json();
}

}  // namespace tools::wire
