#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>

#include "commands/decide/bind.h"
#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

/// A record holds 65,535 bytes, but a decision may concern any amount of data. Whatever becomes of
/// the decision, the writer must continue: each of these runs in a process that must exit cleanly.
class RecordLimit : public ::testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

[[noreturn]] void exit_cleanly(TestLedger& ledger) {
  const auto before = ledger.end();
  ledger.given_license("1801000099");
  ledger.restart();
  const bool continued = ledger.end() > before;
  ledger.close();
  std::filesystem::remove_all(ledger.directory());
  std::_Exit(continued ? EXIT_SUCCESS : EXIT_FAILURE);
}

TEST_F(RecordLimit, does_not_stop_a_refusal_for_thousands_of_invoices) {
  EXPECT_EXIT(
      {
        TestLedger ledger;
        ledger.given_active(serial, {});
        ledger.bought(serial, {{"ten-sales", 1}});
        std::vector<ledger::Event> invoices;
        for (int i = 0; i < 3000; ++i) {
          invoices.push_back(
              ledger.event(serial, ledger::InvoiceIssued{.invoice_id = fmt::format("I-{}", i),
                                                         .amount = 100,
                                                         .currency = "SEK",
                                                         .due_on = on("2026-01-01")}));
        }
        ledger.post(invoices);
        static_cast<void>(ledger.activate(serial));
        exit_cleanly(ledger);
      },
      ::testing::ExitedWithCode(EXIT_SUCCESS), "");
}

TEST_F(RecordLimit, does_not_stop_a_refusal_for_thousands_of_seats) {
  EXPECT_EXIT(
      {
        TestLedger ledger;
        std::vector<Line> lines;
        std::vector<Line> fewer;
        std::vector<commands::SeatChange> changes;
        for (int m = 0; m < 40; ++m) {
          const std::string module = fmt::format("module-{}", m);
          lines.push_back({module, 150});
          fewer.push_back({module, 1});
          for (int u = 0; u < 150; ++u) {
            changes.emplace_back(
                commands::Assign{{module, fmt::format("a.user.with.a.name.{}@example.com", u)}});
          }
        }
        ledger.given_active(serial, lines);
        ledger.change(serial, changes);
        ledger.bought(serial, fewer);
        static_cast<void>(ledger.activate(serial));
        exit_cleanly(ledger);
      },
      ::testing::ExitedWithCode(EXIT_SUCCESS), "");
}

TEST_F(RecordLimit, does_not_stop_an_activation_of_over_a_thousand_modules) {
  EXPECT_EXIT(
      {
        TestLedger ledger;
        ledger.given_active(serial, {});
        for (int purchase = 0; purchase < 8; ++purchase) {
          std::vector<Line> lines;
          for (int m = 0; m < 200; ++m) {
            lines.push_back({fmt::format("a-module-with-a-name-{}-{}", purchase, m), 1});
          }
          ledger.bought(serial, lines);
        }
        static_cast<void>(ledger.activate(serial));
        static_cast<void>(ledger.issue_file(serial));
        exit_cleanly(ledger);
      },
      ::testing::ExitedWithCode(EXIT_SUCCESS), "");
}

TEST_F(RecordLimit, does_not_stop_the_move_of_seats_with_long_names) {
  EXPECT_EXIT(
      {
        TestLedger ledger;
        ledger.given_active(serial, {{"ten-sales", commands::decide::max_carried_seats}});
        std::vector<commands::SeatChange> changes;
        for (std::size_t i = 0; i < commands::decide::max_carried_seats; ++i) {
          changes.emplace_back(
              commands::Assign{{"ten-sales", fmt::format("{:03}", i) + std::string(200, 'x')}});
        }
        ledger.change(serial, changes);
        ledger.given_license("1801000002");
        static_cast<void>(ledger.change_serial("Cust1", "1801000002"));
        exit_cleanly(ledger);
      },
      ::testing::ExitedWithCode(EXIT_SUCCESS), "");
}

}  // namespace
}  // namespace tests
