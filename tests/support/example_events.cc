#include "tests/support/example_events.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "tests/support/times.h"

namespace tests {
namespace {

using namespace ledger;

constexpr std::string_view serial = "1801000001";

/// Appends as a ledger would: positions, and revisions within each stream, have no gaps.
class Log {
 public:
  /// From the billing system, with the time at which it is true.
  void report(std::string id, std::string_view subject, Instant effective_at, EventData data) {
    RecordedEvent event;
    event.source = "/billing/nordic";
    event.id = std::move(id);
    event.subject = subject;
    event.time = effective_at;
    event.data = std::move(data);
    event.effective_at = effective_at;
    event.recorded_at = {effective_at.micros + 1'250'417};
    event.actor = "billing:nordic";
    append(std::move(event));
  }
  /// By the ledger itself, true from the instant at which it is recorded.
  void decide(std::string id, Instant now, std::string actor, EventData data) {
    append_own(std::move(id), serial, now, std::move(actor), std::move(data));
  }
  void restored(std::string id, Instant now, std::string actor, LogRestored data) {
    append_own(std::move(id), "log", now, std::move(actor), std::move(data));
  }

  std::vector<RecordedEvent> events;

 private:
  struct Head {
    Position last;
    Revision revision;
  };

  void append_own(std::string id, std::string_view subject, Instant now, std::string actor,
                  EventData data) {
    RecordedEvent event;
    event.source = own_source;
    event.id = std::move(id);
    event.subject = subject;
    event.data = std::move(data);
    event.effective_at = now;
    event.recorded_at = now;
    event.actor = std::move(actor);
    append(std::move(event));
  }

  void append(RecordedEvent event) {
    event.position = {events.size()};
    const auto [head, first] = heads_.try_emplace(std::string{stream_of(event)});
    if (!first) {
      event.previous = head->second.last;
      event.revision = {head->second.revision.value + 1};
    }
    head->second = {event.position, event.revision};
    events.push_back(std::move(event));
  }

  std::map<std::string, Head> heads_;
};

Reason owner_mismatch() {
  Reason reason{};
  reason.code = ReasonCode::owner_mismatch;
  reason.cust_id = "Cust21002";
  reason.serial_number = serial;
  reason.company_name = "Nordvik Demo";
  reason.registered_name = "Nordvik AB";
  reason.since = at("2026-01-07T10:00:00Z");
  reason.evidence = {{{0}, "reg-1801000001", EventType::license_registered}};
  return reason;
}
Reason serial_in_use() {
  Reason reason{};
  reason.code = ReasonCode::serial_in_use;
  reason.cust_id = "Cust21002";
  reason.serial_number = serial;
  reason.bound_cust_id = "Cust21001";
  reason.bound_serial = serial;
  reason.since = at("2026-01-07T10:00:00Z");
  reason.evidence = {{{15}, "own-1", EventType::installation_bound}};
  return reason;
}
Reason unpaid() {
  Reason reason{};
  reason.code = ReasonCode::unpaid;
  reason.invoice_id = "INV-7";
  reason.open = 1;
  reason.currency = "SEK";
  reason.due_on = on("2026-03-03");
  reason.overdue = false;
  reason.since = at("2026-03-01T00:00:00Z");
  reason.evidence = {{{3}, "ord-10021", EventType::purchase_recorded},
                     {{4}, "inv-7", EventType::invoice_issued},
                     {{7}, "pay-88", EventType::payment_received}};
  return reason;
}
Reason version() {
  Reason reason{};
  reason.code = ReasonCode::version;
  reason.installed = "9.0.1";
  reason.covered = "8";
  reason.since = at("2026-02-20T06:30:00Z");
  reason.evidence = {{{10}, "upg-9", EventType::installation_upgraded},
                     {{9}, "agr-4", EventType::maintenance_agreed}};
  return reason;
}
Reason excess() {
  Reason reason{};
  reason.code = ReasonCode::excess;
  reason.module_name = "ten-sales";
  reason.in_use = 9;
  reason.new_total = 7;
  reason.to_remove = 2;
  reason.users = {"anna", "björn", "cecilia", "dag", "eva", "fredrik", "gun", "henrik", "ida"};
  reason.since = at("2026-03-01T00:00:00Z");
  reason.evidence = {{{3}, "ord-10021", EventType::purchase_recorded}};
  return reason;
}
Reason no_free_seat() {
  Reason reason{};
  reason.code = ReasonCode::no_free_seat;
  reason.module_name = "ten-service";
  reason.in_use = 5;
  reason.total = 5;
  reason.since = at("2026-01-20T13:00:00Z");
  reason.evidence = {{{18}, "own-4", EventType::license_activated}};
  return reason;
}
Reason prerequisite_missing() {
  Reason reason{};
  reason.code = ReasonCode::prerequisite_missing;
  reason.module_name = "ten-service";
  reason.user = "johan";
  reason.prerequisite = "ten-sales";
  reason.since = at("2026-01-20T13:00:00Z");
  return reason;
}
Reason open_requests() {
  Reason reason{};
  reason.code = ReasonCode::open_requests;
  reason.module_name = "ten-service";
  reason.user = "eva";
  reason.open_requests = 3;
  reason.since = at("2026-01-22T07:45:00Z");
  reason.evidence = {{{12}, "sr-501", EventType::service_request_opened}};
  return reason;
}

void add_facts(Log& log) {
  log.report("reg-1801000001", serial, at("2026-01-01T00:00:00Z"),
             LicenseRegistered{.company_name = "Nordvik AB", .auto_update = true});
  log.report("mod-ten-sales", "ten-sales", at("2026-01-01T00:00:00Z"),
             ModuleDefined{.type = ModuleType::user,
                           .display_name = {{"en", "Sales"}, {"sv", "Försäljning"}},
                           .unrestricted = false,
                           .hidden = false,
                           .user_plan = true,
                           .includes = {"user", "web", "sale-cal"},
                           .prerequisite = "",
                           .service_access = true});
  log.report("pol-2026", "default", at("2026-01-01T00:00:00Z"),
             PolicyChanged{.warning_days = 28,
                           .grace_days = 12,
                           .payment_grace_days = 0,
                           .activated_notice_days = std::nullopt});
  log.report("ord-10021", serial, at("2026-01-05T10:00:00Z"),
             PurchaseRecorded{.order_id = "SO-10021",
                              .lines = {{.line_id = "line-ten-sales",
                                         .module_name = "ten-sales",
                                         .quantity = 10,
                                         .until = on("2027-01-01")},
                                        {.line_id = "line-web",
                                         .module_name = "web-site",
                                         .quantity = 1,
                                         .until = std::nullopt}},
                              .invoice_ids = {"INV-7", "INV-8"}});
  log.report("inv-7", serial, at("2026-01-05T10:00:00Z"),
             InvoiceIssued{.invoice_id = "INV-7",
                           .amount = 9'000'000,
                           .currency = "SEK",
                           .due_on = on("2026-03-03")});
  log.report("cre-7", serial, at("2026-01-09T00:00:00Z"),
             InvoiceCredited{.credit_id = "CRE-7", .invoice_id = "INV-7", .amount = 500'000});
  log.report("void-8", serial, at("2026-01-09T00:00:00Z"), InvoiceVoided{.invoice_id = "INV-8"});
  log.report(
      "pay-88", serial, at("2026-01-12T00:00:00Z"),
      PaymentReceived{
          .payment_id = "PAY-88", .invoice_id = "INV-7", .amount = 8'500'000, .currency = "SEK"});
  log.report("rev-88", serial, at("2026-01-15T00:00:00Z"),
             PaymentReversed{.reversal_id = "REV-88",
                             .payment_id = "PAY-88",
                             .amount = 1,
                             .kind = ReversalKind::chargeback});
  log.report("agr-4", serial, at("2026-01-01T00:00:00Z"),
             MaintenanceAgreed{.agreement_id = "AGR-4", .version = "8", .until = on("2027-01-01")});
  log.report("upg-9", serial, at("2026-02-20T06:30:00Z"),
             InstallationUpgraded{.cust_id = "Cust21001", .version = "9.0.1", .test = false});
  log.report("kind-21001", serial, at("2026-02-20T06:30:00.25Z"),
             InstallationKindChanged{.cust_id = "Cust21001", .kind = InstallationKind::demo});
  log.report("sr-501", serial, at("2026-01-22T07:45:00Z"),
             ServiceRequestOpened{{.request_id = "SR-501", .user = "eva"}});
  log.report("sr-501-postponed", serial, at("2026-01-22T08:00:00.000001Z"),
             ServiceRequestUpdated{
                 {.request_id = "SR-501", .user = "eva", .status = RequestStatus::postponed}});
  log.report("sr-501-closed", serial, at("2026-01-23T16:10:00Z"),
             ServiceRequestClosed{{.request_id = "SR-501", .user = ""}});
}

void add_decisions(Log& log) {
  const std::string admin = "admin:nordvik";
  const std::string automatic = "ledger:automatic";
  const std::vector<SeatHolder> carried{{"ten-sales", "anna", UserType::associate},
                                        {"ten-sales", "crm-sync", UserType::system}};

  log.decide("own-1", at("2026-01-06T09:00:00Z"), admin,
             InstallationBound{.cust_id = "Cust21001",
                               .kind = InstallationKind::production,
                               .deployment = Deployment::onsite,
                               .version = "8.5",
                               .company_name = "Nordvik AB",
                               .seats = carried});
  log.decide("own-2", at("2026-01-07T10:00:00Z"), admin,
             InstallationBindingRefused{.cust_id = "Cust21002",
                                        .company_name = "Nordvik Demo",
                                        .reasons = {owner_mismatch(), serial_in_use()}});
  log.decide("own-3", at("2026-01-08T10:00:00Z"), admin,
             InstallationReleased{.cust_id = "Cust21001", .seats = carried});
  log.decide(
      "own-4", at("2026-01-12T00:00:01.250417Z"), automatic,
      LicenseActivated{
          .number = {1},
          .mode = ActivationMode::automatic,
          .modules = {{"ten-sales", 10}, {"web-site", 1}},
          .expires_on = on("2027-01-01"),
          .changes = {{.module_name = "ten-sales", .in_use = 9, .total = 0, .new_total = 10},
                      {.module_name = "web-site", .in_use = 0, .total = 0, .new_total = 1}}});
  log.decide("own-5", at("2026-03-01T08:00:00Z"), admin,
             ActivationBlocked{.number = LicenseNumber{2},
                               .mode = ActivationMode::manual,
                               .cust_id = "Cust21001",
                               .reasons = {unpaid(), version(), excess()}});
  log.decide("own-6", at("2026-03-01T08:05:00Z"), admin,
             PendingHeld{.number = {2}, .reason = "We ordered 10 seats of ten-sales, not 7."});
  log.decide("own-7", at("2026-03-02T09:00:00Z"), admin, PendingReleased{.number = {2}});
  log.decide("own-8", at("2026-01-20T12:00:00Z"), admin,
             SeatAssigned{{"ten-sales", "johan@nordvik.example", UserType::other}});
  log.decide("own-9", at("2026-01-20T13:00:00Z"), admin,
             SeatAssignmentRefused{{"ten-service", "johan", UserType::associate},
                                   {no_free_seat(), prerequisite_missing()},
                                   {},
                                   false});
  log.decide("own-10", at("2026-01-21T12:00:00Z"), admin,
             SeatRemoved{{"ten-sales", "johan@nordvik.example", UserType::other}});
  log.decide("own-11", at("2026-01-22T12:00:00Z"), admin,
             SeatRemovalRefused{
                 .module_name = "ten-service", .user = "eva", .reasons = {open_requests()}});
  log.decide("own-12", at("2026-03-02T09:30:00Z"), admin,
             LicenseFileIssued{.number = {2},
                               .cust_id = "Cust21001",
                               .modules = {{"ten-sales", 7}, {"web-site", 1}},
                               .expires_on = std::nullopt,
                               .key_id = "license-2026"});
  log.restored("own-13", at("2026-03-03T09:00:00Z"), "operator:restore",
               LogRestored{.origin = "ledger.example/log1",
                           .signed_size = 40,
                           .signed_root = "2y7/5k02NSvNTCYL3g4RODEMn3e4nUxXV4ZS+bGFtjA=",
                           .reason = "The disk of the first server is lost."});
}

}  // namespace

std::vector<RecordedEvent> example_events() {
  Log log;
  add_facts(log);
  add_decisions(log);
  return std::move(log.events);
}

bool identical(const RecordedEvent& a, const RecordedEvent& b) {
  return a.source == b.source && a.id == b.id && a.subject == b.subject && a.time == b.time &&
         a.data == b.data && a.position == b.position && a.revision == b.revision &&
         a.previous == b.previous && a.recorded_at == b.recorded_at &&
         a.effective_at == b.effective_at && a.actor == b.actor;
}

}  // namespace tests
