#include "tests/support/ledger_fixture.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <stdexcept>

#include "ledger/stream.h"

namespace tests {
namespace {

using commands::write::CommandOutcome;
using commands::write::Outcome;
using ledger::EventPtr;

/// A condition without which a test cannot continue.
void require(bool condition, const std::string& what) {
  if (!condition) throw std::runtime_error{what};
}

}  // namespace

struct TestLedger::Searcher {
  Searcher(commands::write::OpenedLedger& ledger, commands::write::Sequencer& sequencer)
      : questions(*ledger.streams, *ledger.directory),
        index(*ledger.store),
        opened(index.open().has_value()),
        indexer({.store = *ledger.store,
                 .streams = *ledger.streams,
                 .directory = *ledger.directory,
                 .now = [&sequencer] { return sequencer.now(); }},
                index, [](const ledger::Failure& failure) { ADD_FAILURE() << failure.detail; }),
        search(*ledger.streams, *ledger.store, questions, index, indexer) {
    require(opened, "the index cannot be opened");
  }

  replay::Questions questions;
  replay::index::SearchIndex index;
  bool opened;
  replay::index::Indexer indexer;
  replay::LicenseSearch search;
};

TestLedger::TestLedger(commands::write::SequencerOptions options)
    : options_(options),
      clock_(options.test_clock.value_or(ledger::earliest)),
      directory_(std::make_unique<TemporaryDirectory>()) {
  open();
}

TestLedger::~TestLedger() { close(); }

void TestLedger::open() {
  auto opened = commands::write::open_ledger(directory_->path(), false);
  require(opened.has_value(), opened ? "" : opened.error().detail);
  opened_ = std::move(*opened);
  auto options = options_;
  if (options.test_clock) options.test_clock = clock_;
  sequencer_ = std::make_unique<commands::write::Sequencer>(opened_, options);
  before_ = end();
}

void TestLedger::close() {
  searcher_.reset();
  if (sequencer_) sequencer_->stop();
  sequencer_.reset();
  opened_ = {};
}

void TestLedger::restart() {
  close();
  open();
}

void TestLedger::crash() {
  // The files as they are now are all that a killed process would leave behind. RocksDB may still
  // be deleting files that it no longer needs: then the copy is repeated.
  std::unique_ptr<TemporaryDirectory> left;
  std::error_code vanished;
  for (int attempt = 0; attempt == 0 || (vanished && attempt < 100); ++attempt) {
    left = std::make_unique<TemporaryDirectory>();
    std::filesystem::copy(directory_->path(), left->path(),
                          std::filesystem::copy_options::recursive, vanished);
  }
  require(!vanished, vanished.message());
  close();
  directory_ = std::move(left);
  open();
}

void TestLedger::clock(ledger::Instant now) {
  clock_ = std::max(clock_, now);
  static_cast<void>(submit(commands::write::SetClock{now}));
}

Outcome TestLedger::submit(commands::write::Submission submission) {
  before_ = end();
  auto outcome = sequencer_->submit_and_wait(std::move(submission));
  require(outcome.has_value(), outcome ? "" : outcome.error().detail);
  return std::move(*outcome);
}

std::vector<commands::write::EventOutcome> TestLedger::post(std::vector<ledger::Event> events,
                                                            bool atomic) {
  return submit(commands::write::PostEvents{
                    .events = std::move(events), .atomic = atomic, .history = {}})
      .events;
}

ledger::Event TestLedger::event(std::string subject, ledger::EventData data,
                                std::string_view time) {
  ledger::Event event{.source = "/test",
                      .id = fmt::format("e{:06}", ++next_id_),
                      .subject = std::move(subject),
                      .time = std::nullopt,
                      .data = std::move(data)};
  if (!time.empty()) event.time = at(time);
  return event;
}

void TestLedger::fact(std::string subject, ledger::EventData data, std::string_view time) {
  const auto outcomes = post({event(std::move(subject), std::move(data), time)});
  require(outcomes.front().status == commands::write::EventStatus::appended,
          "the fact is not appended");
}

void TestLedger::given_license(std::string serial, std::string company,
                               const Registration& registration) {
  fact(std::move(serial),
       ledger::LicenseRegistered{.company_name = std::move(company),
                                 .auto_update = registration.auto_update},
       registration.time);
}

void TestLedger::given_module(std::string name, ledger::ModuleDefined defined) {
  fact(std::move(name), std::move(defined));
}

void TestLedger::given_plans() {
  given_module("user", {.hidden = true});
  given_module("ej-client", {.hidden = true, .service_access = true});
  given_module("ten-sales", {.user_plan = true, .includes = {"user"}});
  given_module("ten-service", {.user_plan = true, .includes = {"user", "ej-client"}});
}

void TestLedger::bought(std::string serial, const std::vector<Line>& lines, PurchaseTerms terms) {
  ledger::PurchaseRecorded purchase{
      .order_id = "SO-1", .lines = {}, .invoice_ids = std::move(terms.invoices)};
  for (const auto& line : lines) {
    std::optional<ledger::Date> until;
    if (!line.until.empty()) until = on(line.until);
    purchase.lines.push_back({line.line_id.empty() ? "l-" + line.module_name : line.line_id,
                              line.module_name, line.quantity, until});
  }
  fact(std::move(serial), std::move(purchase), terms.time);
}

void TestLedger::invoice(std::string serial, std::string invoice_id, std::int64_t amount,
                         std::string_view due_on) {
  fact(std::move(serial), ledger::InvoiceIssued{.invoice_id = std::move(invoice_id),
                                                .amount = amount,
                                                .currency = "SEK",
                                                .due_on = on(due_on)});
}

void TestLedger::paid(std::string serial, std::string invoice_id, std::int64_t amount,
                      std::string payment_id) {
  fact(std::move(serial), ledger::PaymentReceived{.payment_id = std::move(payment_id),
                                                  .invoice_id = std::move(invoice_id),
                                                  .amount = amount,
                                                  .currency = "SEK"});
}

void TestLedger::agreed(std::string serial, std::string version, std::string_view until,
                        std::string agreement_id) {
  ledger::MaintenanceAgreed agreement{
      .agreement_id = std::move(agreement_id), .version = std::move(version), .until = {}};
  if (!until.empty()) agreement.until = on(until);
  fact(std::move(serial), std::move(agreement));
}

void TestLedger::request_opened(std::string serial, std::string user, std::string request_id,
                                ledger::RequestStatus status) {
  fact(std::move(serial),
       ledger::ServiceRequestOpened{{std::move(request_id), std::move(user), status}});
}

void TestLedger::request_closed(std::string serial, std::string user, std::string request_id) {
  fact(std::move(serial), ledger::ServiceRequestClosed{{std::move(request_id), std::move(user)}});
}

void TestLedger::given_active(const std::string& serial, const std::vector<Line>& lines,
                              InstallationTerms terms) {
  given_license(serial, terms.company_name);
  const auto verdict = bind(serial, "Cust1", std::move(terms)).verdict;
  require(verdict == commands::Verdict::done, "the installation is not bound");
  if (lines.empty()) return;
  bought(serial, lines);
  require(activate(serial).verdict == commands::Verdict::done, "the license is not activated");
}

CommandOutcome TestLedger::bind(std::string serial, std::string cust_id, InstallationTerms terms) {
  return submit(
      commands::Command{commands::BindInstallation{.serial_number = std::move(serial),
                                                   .cust_id = std::move(cust_id),
                                                   .kind = terms.kind,
                                                   .deployment = terms.deployment,
                                                   .version = std::move(terms.version),
                                                   .company_name = std::move(terms.company_name)}});
}

CommandOutcome TestLedger::change_serial(std::string cust_id, std::string serial,
                                         std::string company) {
  return submit(commands::Command{commands::ChangeSerial{.cust_id = std::move(cust_id),
                                                         .serial_number = std::move(serial),
                                                         .company_name = std::move(company)}});
}

CommandOutcome TestLedger::assign(std::string serial, std::string module, std::string user,
                                  ledger::UserType user_type) {
  return submit(commands::Command{
      commands::AssignSeat{.serial_number = std::move(serial),
                           .seat = {std::move(module), std::move(user), user_type}}});
}

CommandOutcome TestLedger::remove(std::string serial, std::string module, std::string user,
                                  bool cascade) {
  return submit(commands::Command{commands::RemoveSeat{.serial_number = std::move(serial),
                                                       .module_name = std::move(module),
                                                       .user = std::move(user),
                                                       .cascade = cascade}});
}

CommandOutcome TestLedger::remove_user(std::string serial, std::string user) {
  return submit(commands::Command{
      commands::RemoveUser{.serial_number = std::move(serial), .user = std::move(user)}});
}

CommandOutcome TestLedger::change(std::string serial, std::vector<commands::SeatChange> changes,
                                  bool activate) {
  return submit(commands::Command{commands::ChangeSeats{
      .serial_number = std::move(serial), .changes = std::move(changes), .activate = activate}});
}

CommandOutcome TestLedger::activate(std::string serial,
                                    projections::reasons::ActivationRequest request) {
  return submit(commands::Command{commands::ActivateLicense{.serial_number = std::move(serial),
                                                            .mode = ledger::ActivationMode::manual,
                                                            .request = std::move(request)}});
}

CommandOutcome TestLedger::activate_from_file(std::string serial,
                                              projections::reasons::FileClaims file) {
  return submit(commands::Command{commands::ActivateLicense{.serial_number = std::move(serial),
                                                            .mode = ledger::ActivationMode::file,
                                                            .request = {.file = std::move(file)}}});
}

CommandOutcome TestLedger::hold(std::string serial, std::uint32_t number, std::string reason) {
  return submit(commands::Command{commands::HoldPending{
      .serial_number = std::move(serial), .number = {number}, .reason = std::move(reason)}});
}

CommandOutcome TestLedger::release(std::string serial) {
  return submit(commands::Command{commands::ReleaseHold{.serial_number = std::move(serial)}});
}

CommandOutcome TestLedger::issue_file(std::string serial) {
  return submit(commands::Command{
      commands::IssueLicenseFile{.serial_number = std::move(serial), .key_id = "key-1"}});
}

std::optional<replay::LicenseAnswer> TestLedger::answer(std::string_view serial,
                                                        replay::TwoInstants at) {
  auto answer = questions().license(serial, at);
  require(answer.has_value(), answer ? "" : answer.error().detail);
  return std::move(*answer);
}

projections::reasons::Reasons TestLedger::dated(
    const commands::write::CommandOutcome& refused) const {
  return questions().dated(*refused.last_event, now()).value();
}

projections::LicenseView TestLedger::view(std::string_view serial, ledger::Instant as_of,
                                          ledger::Instant known_at) {
  auto found = answer(serial, {as_of, known_at});
  require(found.has_value(), "not registered then");
  return std::move(found->view);
}

const replay::LicenseSearch& TestLedger::license_search() {
  if (!searcher_) searcher_ = std::make_unique<Searcher>(opened_, *sequencer_);
  searcher_->indexer.wait_for(std::chrono::seconds{60});
  return searcher_->search;
}

replay::SearchPage TestLedger::find(const replay::SearchQuestion& question) {
  auto page = license_search().find(question, now());
  require(page.has_value(), page ? "" : page.error().detail);
  return std::move(*page);
}

std::vector<replay::SearchHit> TestLedger::search(projections::search::SearchFilter filter) {
  return find({.filter = std::move(filter), .limit = 100'000}).hits;
}

EventPtr TestLedger::event_at(std::uint64_t position) const {
  auto event = ledger::read_event(*opened_.store, {position});
  require(event.has_value(), event ? "" : event.error().detail);
  return *event;
}

std::vector<EventPtr> TestLedger::events_of(std::string_view serial) const {
  auto events = opened_.streams->of(serial);
  require(events.has_value(), events ? "" : events.error().detail);
  return *events;
}

std::vector<EventPtr> TestLedger::all_events() const {
  std::vector<EventPtr> events;
  for (std::uint64_t i = 0; i < end().value; ++i) events.push_back(event_at(i));
  return events;
}

std::vector<EventPtr> TestLedger::appended() const {
  std::vector<EventPtr> events;
  for (auto i = before_.value; i < end().value; ++i) events.push_back(event_at(i));
  return events;
}

Texts TestLedger::appended_types() const { return types_of(appended()); }

}  // namespace tests
