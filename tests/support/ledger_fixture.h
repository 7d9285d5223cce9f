#pragma once

#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/write/opened_ledger.h"
#include "commands/write/sequencer.h"
#include "replay/index/indexer.h"
#include "replay/license_search.h"
#include "replay/questions.h"
#include "tests/support/expectations.h"
#include "tests/support/temporary_directory.h"

namespace tests {

/// The license of a test that needs only one.
inline constexpr const char* serial = "1801000001";

/// A purchase line; its line_id is derived from the module unless given.
struct Line {
  std::string module_name;
  std::int64_t quantity = 0;
  std::string until = {};
  std::string line_id = {};
};

struct PurchaseTerms {
  std::vector<std::string> invoices = {};
  std::string time = {};  // empty: now
};

struct Registration {
  bool auto_update = false;
  std::string time = {};
};

struct InstallationTerms {
  ledger::InstallationKind kind = ledger::InstallationKind::production;
  ledger::Deployment deployment = ledger::Deployment::online;
  std::string version = "11.5";
  std::string company_name = "Nordvik AB";
};

/// A ledger in a directory of its own, with the domain's verbs. Every verb returns when its outcome
/// is on disk. Licenses do not update automatically unless a test says so, so that only what the
/// verb asked for is appended.
class TestLedger {
 public:
  explicit TestLedger(commands::write::SequencerOptions options = {
                          .short_tail = 16,  // short histories get a snapshot too
                          .test_clock = at(start_of_tests)});
  ~TestLedger();
  TestLedger(const TestLedger&) = delete;
  TestLedger& operator=(const TestLedger&) = delete;

  // --- the machine
  /// Shuts down cleanly, and opens the same directory again.
  void restart();
  /// Ends as if the process were killed: what was synced remains, what was not is lost.
  void crash();
  void close();
  void clock(std::string_view instant) { clock(at(instant)); }
  void clock(ledger::Instant now);
  ledger::Instant now() const { return sequencer_->now(); }
  commands::write::Sequencer& sequencer() { return *sequencer_; }
  commands::write::OpenedLedger& opened() { return opened_; }
  const std::string& directory() const { return directory_->path(); }

  // --- any request
  template <class R>
  commands::write::outcome_of<R> submit(R request) {
    auto outcome =
        submit(commands::write::Submission{.request = std::move(request), .actor = "admin:anna"});
    return std::get<commands::write::outcome_of<R>>(std::move(outcome));
  }
  commands::write::Outcome submit(commands::write::Submission submission);
  std::vector<commands::write::EventOutcome> post(std::vector<ledger::Event> events,
                                                  bool atomic = false);
  /// An event under a fresh id; `time` empty: now.
  ledger::Event event(std::string subject, ledger::EventData data, std::string_view time = "");

  // --- facts; each must be appended
  void fact(std::string subject, ledger::EventData data, std::string_view time = "");
  void given_license(std::string serial, std::string company = "Nordvik AB",
                     const Registration& = {});
  void given_module(std::string name, ledger::ModuleDefined defined);
  /// Hidden modules and plans that include them, as the vendor sells them.
  void given_plans();
  void policy(ledger::PolicyChanged changed) { fact("default", changed); }
  void bought(std::string serial, const std::vector<Line>& lines, PurchaseTerms terms = {});
  void invoice(std::string serial, std::string invoice_id, std::int64_t amount,
               std::string_view due_on);
  void paid(std::string serial, std::string invoice_id, std::int64_t amount,
            std::string payment_id = "P-1");
  void agreed(std::string serial, std::string version, std::string_view until = "",
              std::string agreement_id = "M-1");
  void request_opened(std::string serial, std::string user, std::string request_id = "R-1",
                      ledger::RequestStatus status = ledger::RequestStatus::active);
  void request_closed(std::string serial, std::string user, std::string request_id = "R-1");

  /// Registered, bound to `Cust1` and, where lines are given, bought and activated.
  void given_active(const std::string& serial, const std::vector<Line>& lines,
                    InstallationTerms terms = {});

  // --- commands
  commands::write::CommandOutcome bind(std::string serial, std::string cust_id,
                                       InstallationTerms terms = {});
  commands::write::CommandOutcome change_serial(std::string cust_id, std::string serial,
                                                std::string company = "Nordvik AB");
  commands::write::CommandOutcome assign(std::string serial, std::string module, std::string user,
                                         ledger::UserType user_type = ledger::UserType::associate);
  commands::write::CommandOutcome remove(std::string serial, std::string module, std::string user,
                                         bool cascade = false);
  commands::write::CommandOutcome remove_user(std::string serial, std::string user);
  commands::write::CommandOutcome change(std::string serial,
                                         std::vector<commands::SeatChange> changes,
                                         bool activate = false);
  commands::write::CommandOutcome activate(std::string serial,
                                           projections::reasons::ActivationRequest request = {});
  commands::write::CommandOutcome activate_from_file(std::string serial,
                                                     projections::reasons::FileClaims file);
  commands::write::CommandOutcome hold(std::string serial, std::uint32_t number,
                                       std::string reason = "wrong");
  commands::write::CommandOutcome release(std::string serial);
  commands::write::CommandOutcome issue_file(std::string serial);

  // --- questions
  std::optional<replay::LicenseAnswer> answer(std::string_view serial, replay::TwoInstants at);
  projections::LicenseView view(std::string_view serial) { return view(serial, now()); }
  projections::LicenseView view(std::string_view serial, ledger::Instant as_of) {
    return view(serial, as_of, now());
  }
  projections::LicenseView view(std::string_view serial, ledger::Instant as_of,
                                ledger::Instant known_at);
  replay::Questions questions() const { return {*opened_.streams, *opened_.directory}; }
  /// The reasons of a refusal, each with its `since`.
  projections::reasons::Reasons dated(const commands::write::CommandOutcome& refused) const;
  /// Of all licenses, with everything published indexed.
  std::vector<replay::SearchHit> search(projections::search::SearchFilter filter = {});
  replay::SearchPage find(const replay::SearchQuestion& question);
  /// The server's part that searches; made when it is first needed.
  const replay::LicenseSearch& license_search();

  ledger::Position end() const { return opened_.streams->end(); }
  ledger::EventPtr event_at(std::uint64_t position) const;
  std::vector<ledger::EventPtr> events_of(std::string_view serial) const;
  std::vector<ledger::EventPtr> all_events() const;
  /// What the last verb added to the log.
  std::vector<ledger::EventPtr> appended() const;
  std::vector<std::string> appended_types() const;
  /// The only event that the last verb added.
  template <class Data>
  Data appended_data() const {
    const auto events = appended();
    if (events.size() != 1 || !std::holds_alternative<Data>(events.front()->data)) {
      ADD_FAILURE() << "not one event of this type was appended";
      return {};
    }
    return std::get<Data>(events.front()->data);
  }

 private:
  void open();

  const commands::write::SequencerOptions options_;
  ledger::Instant clock_;
  std::unique_ptr<TemporaryDirectory> directory_;
  commands::write::OpenedLedger opened_;
  std::unique_ptr<commands::write::Sequencer> sequencer_;
  struct Searcher;
  std::unique_ptr<Searcher> searcher_;
  ledger::Position before_;  // where the log ended before the last verb
  std::uint64_t next_id_ = 0;
};

/// The same as a fixture: a test calls the verbs as its own.
class LedgerFixture : public ::testing::Test, protected TestLedger {};

}  // namespace tests
