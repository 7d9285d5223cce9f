#include "tests/support/random_facts.h"

#include <fmt/format.h>
#include <set>

#include "tests/support/draw.h"
#include "tests/support/times.h"

namespace tests {
namespace {

using ledger::EventData;

std::string any_invoice() { return one_text({"I-1", "I-2", "I-3"}); }
std::string any_payment() { return one_text({"P-1", "P-2", "P-3"}); }
std::string any_currency() { return one_text({"SEK", "SEK", "SEK", "EUR"}); }
std::int64_t any_amount() { return one_of<std::int64_t>({0, 1, 50, 100, 100}); }

ledger::Date any_date() { return plus_days(ledger::date_of(at(start_of_tests)), below(120) - 20); }

EventData purchase() {
  ledger::PurchaseRecorded purchase{.order_id = "SO", .lines = {}, .invoice_ids = {}};
  std::set<std::string> line_ids;
  for (int count = 1 + below(3); count > 0; --count) {
    const auto module = any_sold_module();
    const auto line_id = sometimes(10) ? "l-any" : "l-" + module;
    if (!line_ids.insert(line_id).second) continue;
    ledger::PurchaseLine line{line_id, module, below(4), {}};
    if (sometimes(50)) line.until = plus_days(any_date(), one_of({0, 20, 40, 365}));
    purchase.lines.push_back(std::move(line));
  }
  if (sometimes(40)) purchase.invoice_ids.push_back(any_invoice());
  return purchase;
}

EventData money_fact() {
  switch (below(6)) {
    case 0:
    case 1:
      return ledger::InvoiceIssued{.invoice_id = any_invoice(),
                                   .amount = any_amount(),
                                   .currency = any_currency(),
                                   .due_on = any_date()};
    case 2:
    case 3:
      return ledger::PaymentReceived{.payment_id = any_payment(),
                                     .invoice_id = any_invoice(),
                                     .amount = any_amount(),
                                     .currency = any_currency()};
    case 4:
      return ledger::PaymentReversed{.reversal_id = one_text({"V-1", "V-2"}),
                                     .payment_id = any_payment(),
                                     .amount = any_amount()};
    default:
      if (sometimes(25)) return ledger::InvoiceVoided{.invoice_id = any_invoice()};
      return ledger::InvoiceCredited{.credit_id = one_text({"C-1", "C-2"}),
                                     .invoice_id = any_invoice(),
                                     .amount = any_amount()};
  }
}

EventData other_fact(bool may_update) {
  switch (below(6)) {
    case 0:
      return ledger::LicenseRegistered{.company_name = any_company(),
                                       .auto_update = may_update && sometimes(70)};
    case 1: {
      ledger::MaintenanceAgreed agreed{
          .agreement_id = one_text({"M-1", "M-2"}), .version = any_version(), .until = {}};
      if (sometimes(60)) agreed.until = any_date();
      return agreed;
    }
    case 2:
      return ledger::InstallationUpgraded{
          .cust_id = any_installation(), .version = any_version(), .test = sometimes(20)};
    case 3:
      return ledger::InstallationKindChanged{
          .cust_id = any_installation(),
          .kind = one_of({ledger::InstallationKind::production, ledger::InstallationKind::trial})};
    default: {
      const ledger::ServiceRequest request{one_text({"R-1", "R-2"}), any_user()};
      switch (below(3)) {
        case 0:
          return ledger::ServiceRequestOpened{request};
        case 1:
          return ledger::ServiceRequestUpdated{request};
        default:
          return ledger::ServiceRequestClosed{request};
      }
    }
  }
}

/// A decision as it is reported afterwards.
EventData imported_decision() {
  const ledger::SeatHolder seat{any_sold_module(), any_user()};
  switch (below(8)) {
    case 0:
      return ledger::InstallationBound{
          .cust_id = any_installation(),
          .kind = one_of({ledger::InstallationKind::production, ledger::InstallationKind::demo}),
          .deployment = one_of({ledger::Deployment::online, ledger::Deployment::onsite}),
          .version = any_version(),
          .company_name = any_company(),
          .seats = sometimes(50)
                       ? std::vector{seat, ledger::SeatHolder{any_sold_module(), any_user()}}
                       : std::vector<ledger::SeatHolder>{}};
    case 1:
      return ledger::InstallationReleased{.cust_id = any_installation(), .seats = {seat}};
    case 2:
      return ledger::LicenseActivated{.number = {static_cast<std::uint32_t>(1 + below(3))},
                                      .mode = ledger::ActivationMode::manual,
                                      .modules = {{any_sold_module(), 1 + below(3)}},
                                      .expires_on = any_date()};
    case 3:
      return ledger::PendingHeld{.number = {static_cast<std::uint32_t>(1 + below(3))},
                                 .reason = "imported"};
    case 4:
      return ledger::SeatRemoved{seat};
    default:
      return ledger::SeatAssigned{seat};
  }
}

std::pair<std::string, EventData> any_definition() {
  if (sometimes(30)) {
    ledger::PolicyChanged changed;
    if (sometimes(50)) changed.warning_days = one_of({0, 5, 28});
    if (sometimes(50)) changed.grace_days = one_of({0, 3, 12});
    if (sometimes(50)) changed.payment_grace_days = one_of({0, 1, 10});
    if (sometimes(50)) changed.activated_notice_days = one_of({0, 1, 7});
    return {"default", changed};
  }
  switch (below(5)) {
    case 0:
      return {"user", ledger::ModuleDefined{.unrestricted = sometimes(20), .hidden = true}};
    case 1: {
      ledger::ModuleDefined plan{.unrestricted = sometimes(20), .user_plan = sometimes(90)};
      if (sometimes(80)) plan.includes.emplace_back("user");
      if (sometimes(50)) plan.includes.emplace_back("desk");
      return {one_text({"ten-sales", "ten-service"}), plan};
    }
    case 2:
      return {"windows", ledger::ModuleDefined{.prerequisite = one_text({"user", "pocket", ""})}};
    case 3:
      return {"free", ledger::ModuleDefined{.unrestricted = sometimes(60)}};
    default:
      return {"pocket", ledger::ModuleDefined{.service_access = sometimes(50)}};
  }
}

EventData any_license_fact(bool may_update) {
  const int kind = below(10);
  if (kind < 3) return purchase();
  if (kind < 7) return money_fact();
  return other_fact(may_update);
}

}  // namespace

/// The first license gets the most events, so that it reaches many states.
std::string any_serial() { return pool_serials[one_of({0, 0, 0, 1, 2})]; }
std::string any_user() { return one_text({"anna", "anna", "bo", "bo", "cia", "dan"}); }
std::string any_sold_module() {
  return one_text({"ten-sales", "ten-sales", "ten-sales", "ten-service", "ten-service",
                   "ten-service", "windows", "windows", "pocket", "pocket", "travel", "free",
                   "intel", "sat"});
}
std::string any_installation() { return one_text({"Cust1", "Cust2", "Cust3"}); }
std::string any_version() { return one_text({"8", "8.5", "9", "10.1"}); }
std::string any_company() { return one_text({"Nordvik AB", "Nordvik AB", "Sydvik AB"}); }
ledger::Instant start_of_day(int day) { return plus_days(at(start_of_tests), day); }

ledger::Event any_fact(bool may_update) {
  ledger::Event event{.source = one_text({"/billing", "/crm"}),
                      .id = fmt::format("{}{}", one_of({'a', 'b', 'Z'}), below(1'000'000)),
                      .subject = {},
                      .time = std::nullopt,
                      .data = {}};
  if (sometimes(12)) {
    std::tie(event.subject, event.data) = any_definition();
  } else {
    event.subject = any_serial();
    event.data = any_license_fact(may_update);
  }
  if (sometimes(60)) event.time = start_of_day(below(75) - 30);
  // Now and then an id is reused, with the same content or other content.
  if (sometimes(4)) event.id = fmt::format("again-{}", below(3));
  return event;
}

ledger::Event any_imported_decision() {
  return {.source = one_text({"/billing", "/crm"}),
          .id = fmt::format("i{}", below(1'000'000)),
          .subject = any_serial(),
          .time = start_of_day(-below(30)),
          .data = imported_decision()};
}

std::vector<ledger::Event> opening_events(bool auto_update) {
  std::vector<ledger::Event> events;
  const auto add = [&](std::string subject, EventData data) {
    events.push_back({.source = "/opening",
                      .id = fmt::format("o{}", events.size()),
                      .subject = std::move(subject),
                      .time = start_of_day(-60),
                      .data = std::move(data)});
  };
  add("user", ledger::ModuleDefined{.hidden = true});
  add("desk", ledger::ModuleDefined{.hidden = true, .service_access = true});
  add("ten-sales", ledger::ModuleDefined{.user_plan = true, .includes = {"user"}});
  add("ten-service", ledger::ModuleDefined{.user_plan = true, .includes = {"user", "desk"}});
  add("windows", ledger::ModuleDefined{.prerequisite = "user"});
  add("travel", ledger::ModuleDefined{.prerequisite = "windows"});
  add("free", ledger::ModuleDefined{.unrestricted = true});
  add("intel", ledger::ModuleDefined{.type = ledger::ModuleType::site});
  add("sat", ledger::ModuleDefined{.type = ledger::ModuleType::satellite});
  for (const char* serial : pool_serials) {
    // The second is activated on request only.
    const bool by_itself = auto_update && serial != pool_serials[1];
    add(serial, ledger::LicenseRegistered{.company_name = "Nordvik AB", .auto_update = by_itself});
    add(serial, ledger::MaintenanceAgreed{.agreement_id = "M-1", .version = "8", .until = {}});
  }
  return events;
}

rc::Gen<std::vector<ledger::Event>> random_facts() {
  auto fact =
      rc::gen::exec([] { return sometimes(25) ? any_imported_decision() : any_fact(false); });
  return rc::gen::map(rc::gen::container<std::vector<ledger::Event>>(fact), [](auto events) {
    for (std::size_t i = 0; i < events.size(); ++i) events[i].id += fmt::format("-{}", i);
    return events;
  });
}

}  // namespace tests
