#include "projections/reasons/citation.h"

#include <fmt/format.h>

#include "tests/support/license_history.h"

namespace tests {
namespace {

using projections::reasons::Citation;

/// An answer has a bound, however long the history.
class Cited : public LicenseHistory {
 protected:
  void SetUp() override {
    given_license("2026-01-01");
    bound("2026-01-01");
  }
};

TEST_F(Cited, are_purchases_and_the_issue_first_then_the_latest) {
  const auto purchase = bought("2026-01-02", {{"ten-sales", 1}}, {"I-1"});
  const auto issue = invoice("2026-01-02", "I-1", 100000, "2026-06-01");
  std::vector<Evidence> payments;
  for (int i = 0; i < 250; ++i) {
    payments.push_back(paid("2026-01-03", fmt::format("P-{}", i), "I-1", 1));
  }
  const auto reason = blocking_reason("2026-01-03");
  std::vector<Evidence> expected{purchase, issue};
  expected.insert(expected.end(), payments.end() - 198, payments.end());
  EXPECT_EQ(reason.evidence, expected);
  EXPECT_EQ(reason.uncited, 52);
}

TEST_F(Cited, are_the_latest_of_credits_payments_and_reversals_alike) {
  bought("2026-01-02", {{"ten-sales", 1}}, {"I-1"});
  invoice("2026-01-02", "I-1", 100000, "2026-06-01");
  const auto first = credited("2026-01-03", "C-0", "I-1", 1);
  for (int i = 0; i < 200; ++i) paid("2026-01-03", fmt::format("P-{}", i), "I-1", 1);
  const auto reversal = reversed("2026-01-04", "V-0", "P-0", 1);
  const auto last = credited("2026-01-04", "C-1", "I-1", 1);
  const auto evidence = blocking_reason("2026-01-04").evidence;
  EXPECT_EQ(evidence.size(), 200U);
  EXPECT_NE(std::ranges::find(evidence, reversal), evidence.end());
  EXPECT_NE(std::ranges::find(evidence, last), evidence.end());
  EXPECT_EQ(std::ranges::find(evidence, first), evidence.end());
}

TEST_F(Cited, are_counted_without_those_that_no_longer_count) {
  bought("2026-01-02", {{"ten-sales", 1}}, {"I-1"});
  invoice("2026-01-02", "I-1", 100, "2026-06-01");
  for (int i = 0; i < 250; ++i) paid("2026-01-03", fmt::format("P-{}", i), "I-1", 0);
  for (int i = 0; i < 250; ++i) paid("2026-01-04", fmt::format("P-{}", i), "I-2", 0);
  const auto reason = blocking_reason("2026-01-04");
  EXPECT_EQ(reason.evidence.size(), 2U);
  EXPECT_EQ(reason.uncited, 0);
}

TEST_F(Cited, users_are_the_first_by_name) {
  bought("2026-01-02", {{"ten-sales", 0}});
  for (int i = 299; i >= 0; --i) seat("2026-01-03", "ten-sales", fmt::format("user{:03}", i));
  const auto reason = blocking_reason("2026-01-03");
  EXPECT_EQ(reason.in_use, 300);
  ASSERT_EQ(reason.users.size(), 200U);
  EXPECT_EQ(reason.users.front(), "user000");
  EXPECT_EQ(reason.users.back(), "user199");
}

TEST(Citation, counts_an_event_that_is_cited_twice_once) {
  const ledger::Evidence event{
      .position = {7}, .id = "a", .type = ledger::EventType::seat_assigned};
  ledger::Reason reason;
  Citation{}.add(event).add(event).write_to(reason);
  EXPECT_EQ(reason.evidence, std::vector{event});
  EXPECT_EQ(reason.uncited, 0);
}

}  // namespace
}  // namespace tests
