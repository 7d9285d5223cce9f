#include "tests/support/license_history.h"

namespace tests {
namespace {

class BlockingReasons : public LicenseHistory {
 protected:
  /// Number 1 is current and number 2 pending; every reason applies that can while one is bound.
  void given_every_reason() {
    given_license("2026-03-01");
    bound("2026-03-01", {.deployment = ledger::Deployment::onsite, .version = "9"});
    agreed("2026-03-01", "M-1", "8");
    bought("2026-03-02", {{"ten-sales", 2}});
    activated("2026-03-02", 1, {{"ten-sales", 2}});
    seat("2026-03-03", "ten-sales", "anna");
    seat("2026-03-03", "ten-sales", "bo");
    seat("2026-03-03", "pocket", "bo");
    invoice("2026-03-03", "I-2", 1000, "2026-03-04");
    bought("2026-03-05", {{"ten-sales", 1}}, {"I-1"});
    held("2026-03-06", 2);
    given_license("2026-03-07", "Nordvik Holding AB");
  }
};

TEST_F(BlockingReasons, are_reported_together_in_the_order_of_the_domain) {
  given_every_reason();
  const Texts all{"owner_mismatch", "held",          "unpaid I-1",      "unpaid I-2",
                  "version",        "excess pocket", "excess ten-sales"};
  EXPECT_EQ(blocked_by("2026-03-10"), all);
  EXPECT_EQ(blocked_by("2026-03-10", {.cust_id = "Cust1", .number = ledger::LicenseNumber{2}}),
            all);
}

TEST_F(BlockingReasons, begin_with_the_missing_binding) {
  given_every_reason();
  released("2026-03-08");
  EXPECT_EQ(blocked_by("2026-03-10"), (Texts{"not_bound", "held", "unpaid I-1", "unpaid I-2",
                                             "excess pocket", "excess ten-sales"}));
}

TEST_F(BlockingReasons, never_shrink_the_current_set) {
  given_every_reason();
  EXPECT_EQ(total("2026-03-10", "ten-sales"), 2);
}

TEST_F(BlockingReasons, prevent_the_activation_until_the_last_one_ends) {
  given_license("2026-03-01");
  bound("2026-03-01");
  bought("2026-03-02", {{"ten-sales", 1}}, {"I-1"});
  voided("2026-03-05", "I-1");
  EXPECT_FALSE(can_be_activated("2026-03-04T23:59:59.999999Z"));
  EXPECT_TRUE(can_be_activated("2026-03-05"));
}

TEST_F(BlockingReasons, may_be_absent_while_nothing_is_pending) {
  given_license("2026-03-01");
  bound("2026-03-01");
  EXPECT_EQ(blocked_by("2026-03-01"), Texts{});
  EXPECT_FALSE(can_be_activated("2026-03-01"));
  bought("2026-03-02", {{"ten-sales", 1}});
  activated("2026-03-03", 1, {{"ten-sales", 1}});
  EXPECT_TRUE(can_be_activated("2026-03-02"));
  EXPECT_FALSE(can_be_activated("2026-03-03"));
}

TEST_F(BlockingReasons, are_reported_also_while_nothing_is_pending) {
  given_license("2026-03-01");
  bound("2026-03-01", {.deployment = ledger::Deployment::onsite});
  invoice("2026-03-01", "I-1", 1000, "2026-03-01");
  EXPECT_EQ(blocked_by("2026-03-02"), (Texts{"unpaid I-1", "version"}));
}

TEST_F(BlockingReasons, do_not_exist_before_the_license_is_registered) {
  bought("2026-03-01", {{"ten-sales", 1}}, {"I-1"});
  given_license("2026-03-05");
  EXPECT_EQ(blocked_by("2026-03-04T23:59:59.999999Z"), Texts{});
  const auto reasons = blocking_reasons("2026-03-10");
  ASSERT_EQ(reasons.size(), 2U);
  EXPECT_EQ(reasons[0].since, at("2026-03-05"));
  EXPECT_EQ(reasons[1].since, at("2026-03-05"));
}

TEST_F(BlockingReasons, are_dated_as_known_then) {
  given_license("2026-03-01");
  bound("2026-03-01");
  invoice("2026-03-01", "I-1", 1000, "2026-03-09");
  // The invoice was known as due on March 9, then as due on March 4 all along.
  recorded_at("2026-03-15").invoice("2026-03-02", "I-1", 1000, "2026-03-04");
  EXPECT_EQ(blocking_reason({"2026-03-20", "2026-03-14"}).since, at("2026-03-10"));
  EXPECT_EQ(blocking_reason({"2026-03-20", "2026-03-15"}).since, at("2026-03-05"));
}

TEST_F(BlockingReasons, do_not_depend_on_the_order_of_arrival) {
  recorded_at("2026-03-10").seat("2026-03-04", "pocket", "anna");
  recorded_at("2026-03-10").invoice("2026-03-03", "I-1", 1000, "2026-03-05");
  recorded_at("2026-03-10").bound("2026-03-02");
  recorded_at("2026-03-10").given_license("2026-03-01");
  const auto reasons = blocking_reasons("2026-03-10");
  EXPECT_EQ(blocked_by("2026-03-10"), (Texts{"unpaid I-1", "excess pocket"}));
  EXPECT_EQ(reasons[0].since, at("2026-03-06"));
  EXPECT_EQ(reasons[1].since, at("2026-03-04"));
  EXPECT_EQ(blocked_by("2026-03-01"), Texts{"not_bound"});
}

}  // namespace
}  // namespace tests
