#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

using ledger::ReasonCode;
using projections::state::Stage;

constexpr std::size_t licenses = 10;

class CountLicenses : public testing::Test {
 protected:
  void SetUp() override {
    for (std::size_t i = 0; i < licenses; ++i) ledger.given_license(fmt::format("{}", i));
  }

  /// The number of requests until the writer returns the counts, which are kept in `counts`.
  std::size_t ask(std::size_t at_most) {
    for (std::size_t asked = 1; asked <= 100; ++asked) {
      counts = ledger.submit(commands::write::CountLicenses{at_most}).counts;
      if (counts != nullptr) return asked;
    }
    ADD_FAILURE() << "the counts are never returned";
    return 0;
  }
  std::size_t in(Stage stage) const { return counts->by_stage.at(static_cast<std::size_t>(stage)); }
  std::size_t blocked_by(ReasonCode code) const {
    return counts->blocked_by.at(static_cast<std::size_t>(code));
  }

  // Nothing is appraised but by the request.
  TestLedger ledger{{.idle_slice = 0, .test_clock = at(start_of_tests)}};
  std::shared_ptr<const projections::LicenseCounts> counts;
};

TEST_F(CountLicenses, appraises_that_many_at_a_time_and_only_what_has_changed) {
  EXPECT_EQ(ask(4), 3U);
  EXPECT_EQ(in(Stage::none), licenses);
  EXPECT_EQ(blocked_by(ReasonCode::not_bound), licenses);
  EXPECT_EQ(ask(1), 1U) << "nothing has changed since";

  ledger.bind("3", "Cust3");
  ledger.bind("7", "Cust7");
  EXPECT_EQ(ask(1), 2U);
  EXPECT_EQ(blocked_by(ReasonCode::not_bound), licenses - 2);
}

TEST_F(CountLicenses, writes_nothing) {
  const auto end = ledger.end();
  const auto before = ledger.sequencer().stats();
  ask(4);
  EXPECT_EQ(ledger.end(), end);
  EXPECT_EQ(ledger.sequencer().stats().sync_seconds.counts, before.sync_seconds.counts);
}

TEST_F(CountLicenses, reflects_a_change_of_policy_and_the_passing_of_time) {
  ledger.bind("3", "Cust3");
  ledger.bought("3", {{"ten-sales", 10, "2026-06-01"}});
  ledger.activate("3", {.cust_id = "Cust3"});
  ask(licenses);
  EXPECT_EQ(in(Stage::valid), 1U);
  ledger.policy({.warning_days = 3650});
  EXPECT_EQ(ask(4), 3U) << "a policy may change all of them";
  EXPECT_EQ(in(Stage::warning), 1U);
  ledger.clock("2026-06-01");
  EXPECT_EQ(ask(4), 1U) << "time has changed one";
  EXPECT_EQ(in(Stage::grace), 1U);
}

/// A license that is only appraised is not kept; the next event finds it as it was.
TEST_F(CountLicenses, after_a_restart_leaves_the_licenses_as_they_are) {
  ledger.bind("3", "Cust3");
  ledger.bought("3", {{"ten-sales", 10, "2026-06-01"}});
  ledger.restart();
  ledger.policy({.warning_days = 10});
  ask(4);
  EXPECT_EQ(blocked_by(ReasonCode::not_bound), licenses - 1);
  ledger.activate("3", {.cust_id = "Cust3"});
  EXPECT_EQ(ledger.appended_types(), std::vector<std::string>{"license.activated.v1"});
  ask(4);
  EXPECT_EQ(in(Stage::valid), 1U);
}

}  // namespace
}  // namespace tests
