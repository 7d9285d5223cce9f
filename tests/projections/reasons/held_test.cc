#include "tests/support/license_history.h"

namespace tests {
namespace {

using ledger::LicenseNumber;

class Held : public LicenseHistory {
 protected:
  /// Number 1 is current; number 2 is pending from March 5.
  void SetUp() override {
    given_license("2026-03-01");
    bound("2026-03-01");
    bought("2026-03-02", {{"ten-sales", 1}});
    activated("2026-03-02", 1, {{"ten-sales", 1}});
    bought("2026-03-05", {{"ten-sales", 2}});
  }
};

TEST_F(Held, blocks_the_pending_number_that_the_administrator_holds) {
  const auto hold = held("2026-03-06", 2);
  EXPECT_EQ(blocking_reason("2026-03-10"), (Reason{.code = ReasonCode::held,
                                                   .number = LicenseNumber{2},
                                                   .since = at("2026-03-06"),
                                                   .evidence = {hold}}));
  EXPECT_FALSE(can_be_activated("2026-03-10"));
}

TEST_F(Held, is_resolved_by_vendor_support) {
  held("2026-03-06", 2);
  EXPECT_EQ(resolver(blocking_reason("2026-03-06")), "vendor_support");
}

TEST_F(Held, begins_with_the_hold_and_ends_with_its_release) {
  held("2026-03-06", 2);
  hold_released("2026-03-08", 2);
  EXPECT_EQ(blocked_by("2026-03-05T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(blocked_by("2026-03-06"), Texts{"held"});
  EXPECT_EQ(blocked_by("2026-03-07T23:59:59.999999Z"), Texts{"held"});
  EXPECT_EQ(blocked_by("2026-03-08"), Texts{});
  EXPECT_TRUE(can_be_activated("2026-03-08"));
}

TEST_F(Held, begins_anew_with_a_hold_after_the_release) {
  held("2026-03-06", 2);
  hold_released("2026-03-08", 2);
  const auto again = held("2026-03-09", 2);
  const auto reason = blocking_reason("2026-03-10");
  EXPECT_EQ(reason.since, at("2026-03-09"));
  EXPECT_EQ(reason.evidence, std::vector{again});
}

TEST_F(Held, is_superseded_by_a_higher_number) {
  held("2026-03-06", 2);
  bought("2026-03-08", {{"ten-sales", 3}});
  EXPECT_EQ(blocked_by("2026-03-07T23:59:59.999999Z"), Texts{"held"});
  EXPECT_EQ(blocked_by("2026-03-08"), Texts{});
}

TEST_F(Held, is_not_superseded_by_a_purchase_that_has_not_taken_effect) {
  held("2026-03-06", 2);
  recorded_at("2026-03-07").bought("2026-03-20", {{"ten-sales", 3}});
  EXPECT_EQ(blocked_by("2026-03-19T23:59:59.999999Z"), Texts{"held"});
  EXPECT_EQ(blocked_by("2026-03-20"), Texts{});
}

TEST_F(Held, applies_to_the_higher_number_once_that_is_held) {
  held("2026-03-06", 2);
  bought("2026-03-08", {{"ten-sales", 3}});
  const auto hold = held("2026-03-09", 3);
  EXPECT_EQ(blocking_reason("2026-03-10"), (Reason{.code = ReasonCode::held,
                                                   .number = LicenseNumber{3},
                                                   .since = at("2026-03-09"),
                                                   .evidence = {hold}}));
}

TEST_F(Held, is_another_reason_for_another_number) {
  held("2026-03-06", 2);
  bought("2026-03-08", {{"ten-sales", 3}});
  held("2026-03-08", 3);
  EXPECT_EQ(blocking_reason("2026-03-10").since, at("2026-03-08"));
}

TEST_F(Held, does_not_arise_for_a_number_that_is_not_pending) {
  held("2026-03-06", 1);
  EXPECT_EQ(blocked_by("2026-03-06"), Texts{});
}

TEST_F(Held, ends_when_nothing_is_pending_any_more) {
  held("2026-03-06", 2);
  activated("2026-03-08", 2, {{"ten-sales", 2}});
  EXPECT_EQ(blocked_by("2026-03-07T23:59:59.999999Z"), Texts{"held"});
  EXPECT_EQ(blocked_by("2026-03-08"), Texts{});
}

TEST_F(Held, blocks_a_pending_license_of_which_only_the_date_differs) {
  bought("2026-03-08", {{"ten-sales", 1, "2027-01-01"}});
  held("2026-03-08", 3);
  EXPECT_EQ(blocked_by("2026-03-08"), Texts{"held"});
}

class FirstHold : public LicenseHistory {};

TEST_F(FirstHold, blocks_a_license_that_was_never_activated) {
  given_license("2026-03-01");
  bound("2026-03-01");
  bought("2026-03-02", {{"ten-sales", 1}});
  held("2026-03-02", 1);
  EXPECT_EQ(blocked_by("2026-03-02"), Texts{"held"});
}

}  // namespace
}  // namespace tests
