#include "tests/support/license_history.h"

#include <fmt/format.h>

#include "projections/reasons/blocking_reasons.h"
#include "projections/since.h"
#include "projections/view.h"
#include "projections/warnings/warnings.h"
#include "projections/words/remedies.h"

namespace tests {
namespace {

using ledger::Evidence;
using ledger::Reason;
using projections::reasons::Reasons;

std::optional<ledger::Date> date_or_none(std::string_view date) {
  if (date.empty()) return std::nullopt;
  return on(date);
}

Texts codes_with_matter(const Reasons& reasons) {
  Texts texts;
  for (const auto& reason : reasons) {
    std::string& text = texts.emplace_back(ledger::name_of(reason.code));
    for (const auto* about :
         {&reason.module_name, &reason.payment_id, &reason.invoice_id, &reason.cust_id}) {
      if (about->empty()) continue;
      text += " " + *about;
      break;
    }
  }
  return texts;
}

Reason only(const Reasons& reasons) {
  if (reasons.size() == 1) return reasons.front();
  ADD_FAILURE() << "not one reason: " << ::testing::PrintToString(codes_with_matter(reasons));
  return {};
}

}  // namespace

LicenseHistory& LicenseHistory::recorded_at(std::string_view time) {
  recorded_at_ = at(time);
  return *this;
}

Evidence LicenseHistory::happened(std::string_view time, ledger::EventData data,
                                  std::string subject) {
  auto event = std::make_shared<ledger::RecordedEvent>();
  event->source = "/test";
  event->id = fmt::format("e{:04}", end_);
  event->subject = std::move(subject);
  event->time = at(time);
  event->data = std::move(data);
  event->position = {end_++};
  event->effective_at = at(time);
  event->recorded_at = recorded_at_.value_or(event->effective_at);
  recorded_at_.reset();
  const bool of_catalog = ledger::stream_of(*event) == ledger::catalog_stream;
  (of_catalog ? catalog_ : own_).push_back(event);
  return {.position = event->position, .id = event->id, .type = event->type()};
}

Evidence LicenseHistory::given_license(std::string_view time, std::string company_name) {
  return happened(time, ledger::LicenseRegistered{.company_name = std::move(company_name)});
}

Evidence LicenseHistory::given_module(std::string_view time, std::string name,
                                      ledger::ModuleDefined defined) {
  return happened(time, std::move(defined), std::move(name));
}

void LicenseHistory::given_plans(std::string_view time) {
  given_module(time, "user", {.hidden = true});
  given_module(time, "ej-client", {.hidden = true});
  given_module(time, "ten-sales", {.user_plan = true, .includes = {"user"}});
  given_module(time, "ten-service", {.user_plan = true, .includes = {"user", "ej-client"}});
}

Evidence LicenseHistory::policy(std::string_view time, ledger::PolicyChanged changed) {
  return happened(time, changed, "default");
}

Evidence LicenseHistory::bought(std::string_view time, const std::vector<BoughtLine>& lines,
                                Texts invoice_ids) {
  ledger::PurchaseRecorded purchase{
      .order_id = "SO-1", .lines = {}, .invoice_ids = std::move(invoice_ids)};
  for (const auto& line : lines) {
    purchase.lines.push_back({line.line_id.empty() ? "l-" + line.module_name : line.line_id,
                              line.module_name, line.quantity, date_or_none(line.until)});
  }
  return happened(time, std::move(purchase));
}

Evidence LicenseHistory::invoice(std::string_view time, std::string invoice_id, std::int64_t amount,
                                 std::string_view due_on, std::string currency) {
  return happened(time, ledger::InvoiceIssued{.invoice_id = std::move(invoice_id),
                                              .amount = amount,
                                              .currency = std::move(currency),
                                              .due_on = on(due_on)});
}

Evidence LicenseHistory::credited(std::string_view time, std::string credit_id,
                                  std::string invoice_id, std::int64_t amount) {
  return happened(time, ledger::InvoiceCredited{.credit_id = std::move(credit_id),
                                                .invoice_id = std::move(invoice_id),
                                                .amount = amount});
}

Evidence LicenseHistory::voided(std::string_view time, std::string invoice_id) {
  return happened(time, ledger::InvoiceVoided{.invoice_id = std::move(invoice_id)});
}

Evidence LicenseHistory::paid(std::string_view time, std::string payment_id, std::string invoice_id,
                              std::int64_t amount, std::string currency) {
  return happened(time, ledger::PaymentReceived{.payment_id = std::move(payment_id),
                                                .invoice_id = std::move(invoice_id),
                                                .amount = amount,
                                                .currency = std::move(currency)});
}

Evidence LicenseHistory::reversed(std::string_view time, std::string reversal_id,
                                  std::string payment_id, std::int64_t amount) {
  return happened(time, ledger::PaymentReversed{.reversal_id = std::move(reversal_id),
                                                .payment_id = std::move(payment_id),
                                                .amount = amount});
}

Evidence LicenseHistory::agreed(std::string_view time, std::string agreement_id,
                                std::string version, std::string_view until) {
  return happened(time, ledger::MaintenanceAgreed{.agreement_id = std::move(agreement_id),
                                                  .version = std::move(version),
                                                  .until = date_or_none(until)});
}

Evidence LicenseHistory::upgraded(std::string_view time, std::string version, std::string cust_id) {
  return happened(time, ledger::InstallationUpgraded{.cust_id = std::move(cust_id),
                                                     .version = std::move(version)});
}

Evidence LicenseHistory::upgraded_for_test(std::string_view time, std::string version) {
  return happened(time, ledger::InstallationUpgraded{
                            .cust_id = "Cust1", .version = std::move(version), .test = true});
}

Evidence LicenseHistory::kind_changed(std::string_view time, ledger::InstallationKind kind) {
  return happened(time, ledger::InstallationKindChanged{.cust_id = "Cust1", .kind = kind});
}

Evidence LicenseHistory::bound(std::string_view time, BindingTerms terms) {
  return happened(time, ledger::InstallationBound{.cust_id = std::move(terms.cust_id),
                                                  .kind = terms.kind,
                                                  .deployment = terms.deployment,
                                                  .version = std::move(terms.version),
                                                  .company_name = std::move(terms.company_name),
                                                  .seats = std::move(terms.seats)});
}

Evidence LicenseHistory::released(std::string_view time, std::string cust_id,
                                  std::vector<ledger::SeatHolder> seats) {
  return happened(
      time, ledger::InstallationReleased{.cust_id = std::move(cust_id), .seats = std::move(seats)});
}

Evidence LicenseHistory::activated(std::string_view time, std::uint32_t number,
                                   std::map<std::string, std::int64_t> modules,
                                   std::string_view expires_on) {
  return happened(time, ledger::LicenseActivated{.number = {number},
                                                 .mode = ledger::ActivationMode::manual,
                                                 .modules = std::move(modules),
                                                 .expires_on = date_or_none(expires_on),
                                                 .changes = {}});
}

Evidence LicenseHistory::held(std::string_view time, std::uint32_t number) {
  return happened(time, ledger::PendingHeld{.number = {number}, .reason = "wrong"});
}

Evidence LicenseHistory::hold_released(std::string_view time, std::uint32_t number) {
  return happened(time, ledger::PendingReleased{.number = {number}});
}

Evidence LicenseHistory::seat(std::string_view time, std::string module_name, std::string user) {
  return happened(time, ledger::SeatAssigned{{std::move(module_name), std::move(user)}});
}

Evidence LicenseHistory::seat_removed(std::string_view time, std::string module_name,
                                      std::string user) {
  return happened(time, ledger::SeatRemoved{{std::move(module_name), std::move(user)}});
}

Evidence LicenseHistory::production_elsewhere(std::string_view from, std::string company_name,
                                              std::string cust_id, std::string serial_number,
                                              std::string_view to) {
  const ledger::Position position{end_++};
  Evidence binding{.position = position,
                   .id = fmt::format("e{:04}", position.value),
                   .type = ledger::EventType::installation_bound};
  production_.push_back({.company_name = std::move(company_name),
                         .cust_id = std::move(cust_id),
                         .serial_number = std::move(serial_number),
                         .from = at(from),
                         .to = to.empty() ? ledger::latest : at(to),
                         .evidence = {binding}});
  return binding;
}

Reasons LicenseHistory::blocking_reasons(Moment moment) const {
  return dated(moment, projections::reasons::blocking_reasons);
}

Reasons LicenseHistory::blocking_reasons(Moment moment, const Request& request) const {
  return dated(moment, [&](projections::reasons::Question question) {
    question.request = &request;
    return projections::reasons::blocking_reasons(question);
  });
}

Reason LicenseHistory::blocking_reason(Moment moment) const {
  return only(blocking_reasons(moment));
}

Reason LicenseHistory::blocking_reason(Moment moment, const Request& request) const {
  return only(blocking_reasons(moment, request));
}

Texts LicenseHistory::blocked_by(Moment moment) const {
  return codes_with_matter(blocking_reasons(moment));
}

Texts LicenseHistory::blocked_by(Moment moment, const Request& request) const {
  return codes_with_matter(blocking_reasons(moment, request));
}

Reasons LicenseHistory::warnings(Moment moment) const {
  return dated(moment, projections::warnings::warnings);
}

Reason LicenseHistory::warning(Moment moment) const { return only(warnings(moment)); }

Texts LicenseHistory::warned_of(Moment moment) const { return codes_with_matter(warnings(moment)); }

bool LicenseHistory::can_be_activated(Moment moment) const {
  projections::state::Fold fold{known(own_, moment), known(catalog_, moment)};
  fold.run_to(moment.as_of);
  return projections::view_at({fold.license(), fold.catalog(), moment.as_of}).can_be_activated;
}

std::int64_t LicenseHistory::total(Moment moment, std::string_view module_name) const {
  projections::state::Fold fold{known(own_, moment), known(catalog_, moment)};
  fold.run_to(moment.as_of);
  const auto* current = fold.license().current_set();
  return current == nullptr ? 0
                            : projections::state::total_of(*current, fold.catalog(), module_name);
}

LicenseHistory::File LicenseHistory::file(std::uint32_t number) {
  return {.signature_valid = true,
          .serial_number = serial,
          .cust_id = "Cust1",
          .company_name = "Nordvik AB",
          .number = {number}};
}

std::string LicenseHistory::resolver(const Reason& reason) {
  return std::string{ledger::name_of(projections::words::resolver_of(reason.code))};
}

ledger::Events LicenseHistory::known(const ledger::Events& events, Moment moment) const {
  ledger::Events known;
  for (const auto& event : events) {
    if (event->recorded_at <= moment.known_at) known.push_back(event);
  }
  return known;
}

Reasons LicenseHistory::dated(Moment moment, const Judge& judge) const {
  projections::state::Fold fold{known(own_, moment), known(catalog_, moment)};
  std::vector<ledger::Instant> stops;
  for (const auto& installation : production_) {
    stops.push_back(installation.from);
    stops.push_back(installation.to);
  }
  projections::SinceTracker tracker;
  Reasons last;
  projections::ChangeInstants instants{fold, moment.as_of, stops};
  while (const auto instant = instants.next()) {
    projections::reasons::Question question{fold.license(), fold.catalog(), *instant};
    question.production = production_;
    last = judge(question);
    tracker.observe(*instant, last);
  }
  tracker.date(last, moment.as_of);
  return last;
}

}  // namespace tests
