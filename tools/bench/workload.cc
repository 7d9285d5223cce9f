#include "tools/bench/workload.h"

#include <fmt/format.h>

namespace tools::bench {
namespace {

using ledger::Event;

Event event(std::string id, std::string subject, ledger::EventData data) {
  return {.source = "/bench",
          .id = std::move(id),
          .subject = std::move(subject),
          .time = std::nullopt,
          .data = std::move(data)};
}

ledger::PurchaseRecorded purchase(std::int64_t quantity, std::vector<std::string> invoice_ids) {
  return {.order_id = "SO-1",
          .lines = {{.line_id = "line-ten-sales",
                     .module_name = "ten-sales",
                     .quantity = quantity,
                     .until = ledger::parse_date("2099-01-01")}},
          .invoice_ids = std::move(invoice_ids)};
}

}  // namespace

std::string Workload::serial_number(std::size_t license) const {
  return fmt::format("18{:08}", license);
}

std::vector<Event> Workload::opening() const {
  std::vector<Event> events;
  events.push_back(event("user", "user", ledger::ModuleDefined{.hidden = true}));
  events.push_back(event("ten-sales", "ten-sales",
                         ledger::ModuleDefined{.user_plan = true, .includes = {"user"}}));
  for (std::size_t license = 0; license < licenses_; ++license) {
    const std::string serial = serial_number(license);
    events.push_back(event("r" + serial, serial,
                           ledger::LicenseRegistered{.company_name = "Company " + serial}));
    // This id sorts before those of the ledger's own decisions at the same instant.
    events.push_back(event(
        "-b" + serial, serial,
        ledger::InstallationBound{
            .cust_id = "Cust" + serial, .version = "11.5", .company_name = "Company " + serial}));
    events.push_back(event("p" + serial, serial, purchase(10, {})));
  }
  return events;
}

Event Workload::next() {
  const std::uint64_t n = sent_++;
  // A prime stride that does not divide the number of licenses visits all of them, never the same
  // one twice in a row.
  const std::string serial = serial_number((n * 7919) % licenses_);
  const std::uint64_t round = n / licenses_;
  std::string id = fmt::format("evt_{:012}", n);
  const std::string invoice_id = fmt::format("INV-{}", round / 4);
  switch (round % 4) {
    case 0:
      return event(std::move(id), serial,
                   ledger::InvoiceIssued{.invoice_id = invoice_id,
                                         .amount = 9'000'000,
                                         .currency = "SEK",
                                         .due_on = *ledger::parse_date("2098-12-31")});
    case 1:
      return event(std::move(id), serial,
                   ledger::PaymentReceived{.payment_id = "PAY-" + invoice_id,
                                           .invoice_id = invoice_id,
                                           .amount = 9'000'000,
                                           .currency = "SEK"});
    case 2:
      return event(std::move(id), serial,
                   ledger::ServiceRequestOpened{
                       {.request_id = fmt::format("R{}", round % 16), .user = "anna.berg"}});
    default:
      return event(std::move(id), serial,
                   ledger::ServiceRequestClosed{
                       {.request_id = fmt::format("R{}", round % 16), .user = "anna.berg"}});
  }
}

std::vector<ledger::EventPtr> blocked_license(std::size_t seats) {
  std::vector<Event> events;
  const std::string serial = "1801000001";
  const auto count = static_cast<std::int64_t>(seats);
  events.push_back(event("r", serial, ledger::LicenseRegistered{.company_name = "Nordvik AB"}));
  events.push_back(event("b", serial,
                         ledger::InstallationBound{.cust_id = "Cust21001",
                                                   .deployment = ledger::Deployment::onsite,
                                                   .version = "11",
                                                   .company_name = "Nordvik AB"}));
  events.push_back(
      event("m", serial, ledger::MaintenanceAgreed{.agreement_id = "M-10", .version = "10"}));
  events.push_back(event("p1", serial, purchase(count, {})));
  events.push_back(event("a1", serial,
                         ledger::LicenseActivated{.number = {1},
                                                  .mode = ledger::ActivationMode::manual,
                                                  .modules = {{"ten-sales", count}},
                                                  .expires_on = ledger::parse_date("2099-01-01")}));
  for (std::size_t seat = 0; seat < seats; ++seat) {
    events.push_back(event(
        fmt::format("s{}", seat), serial,
        ledger::SeatAssigned{{.module_name = "ten-sales", .user = fmt::format("user.{}", seat)}}));
  }
  events.push_back(event("i", serial,
                         ledger::InvoiceIssued{.invoice_id = "INV-20",
                                               .amount = 30'000'000,
                                               .currency = "SEK",
                                               .due_on = *ledger::parse_date("2026-02-01")}));
  events.push_back(event("p2", serial, purchase(count - 2, {"INV-20"})));

  std::vector<ledger::EventPtr> recorded;
  ledger::Instant at = *ledger::parse_instant("2026-01-01T00:00:00Z");
  for (auto& stated : events) {
    auto one = std::make_shared<ledger::RecordedEvent>();
    static_cast<Event&>(*one) = std::move(stated);
    one->position = {recorded.size()};
    one->revision = {recorded.size()};
    at.micros += 1'000'000;
    one->recorded_at = at;
    one->effective_at = at;
    recorded.push_back(std::move(one));
  }
  return recorded;
}

}  // namespace tools::bench
