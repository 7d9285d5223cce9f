#include "tests/support/license_history.h"

namespace tests {
namespace {

/// Expires on 2026-12-31, with 28 warning days and 12 days of grace.
class StageWarning : public LicenseHistory {
 protected:
  void SetUp() override {
    given_license("2026-03-01");
    bound("2026-03-01");
    bought("2026-03-01", {{"ten-sales", 1, "2026-12-31"}});
    activation_ = activated("2026-03-01", 1, {{"ten-sales", 1}}, "2026-12-31");
  }
  Evidence activation_;
};

TEST_F(StageWarning, is_absent_long_before_the_license_expires) {
  EXPECT_EQ(warned_of("2026-03-01"), Texts{});
  EXPECT_EQ(warned_of("2026-12-02T23:59:59.999999Z"), Texts{});
}

TEST_F(StageWarning, is_expires_soon_from_the_warning_days_before_the_expiry) {
  EXPECT_EQ(warned_of("2026-12-03"), Texts{"expires_soon"});
  EXPECT_EQ(warned_of("2026-12-30T23:59:59.999999Z"), Texts{"expires_soon"});
  EXPECT_EQ(warning("2026-12-10T15:30:00Z"), (Reason{.code = ReasonCode::expires_soon,
                                                     .expires_on = on("2026-12-31"),
                                                     .days_left = 21,
                                                     .since = at("2026-12-03"),
                                                     .evidence = {activation_}}));
}

TEST_F(StageWarning, is_in_grace_from_the_expiry) {
  EXPECT_EQ(warned_of("2026-12-31"), Texts{"in_grace"});
  EXPECT_EQ(warned_of("2027-01-11T23:59:59.999999Z"), Texts{"in_grace"});
  EXPECT_EQ(warning("2027-01-05T23:59:59Z"), (Reason{.code = ReasonCode::in_grace,
                                                     .expires_on = on("2026-12-31"),
                                                     .days_left = -5,
                                                     .since = at("2026-12-31"),
                                                     .evidence = {activation_}}));
}

TEST_F(StageWarning, is_read_only_from_the_end_of_grace_on) {
  EXPECT_EQ(warned_of("2027-01-12"), Texts{"read_only"});
  EXPECT_EQ(warning("2027-03-01"), (Reason{.code = ReasonCode::read_only,
                                           .expires_on = on("2026-12-31"),
                                           .days_left = -60,
                                           .since = at("2027-01-12"),
                                           .evidence = {activation_}}));
}

TEST_F(StageWarning, is_resolved_by_the_customer) {
  EXPECT_EQ(resolver(warning("2026-12-10")), "customer");
  EXPECT_EQ(resolver(warning("2027-01-01")), "customer");
  EXPECT_EQ(resolver(warning("2027-02-01")), "customer");
}

TEST_F(StageWarning, counts_whole_dates_to_the_expiry) {
  EXPECT_EQ(warning("2026-12-30").days_left, 1);
  EXPECT_EQ(warning("2026-12-30T23:59:59.999999Z").days_left, 1);
  EXPECT_EQ(warning("2026-12-31").days_left, 0);
  EXPECT_EQ(warning("2026-12-31T23:59:59.999999Z").days_left, 0);
  EXPECT_EQ(warning("2027-01-01").days_left, -1);
}

TEST_F(StageWarning, never_blocks) {
  bought("2026-12-15", {{"ten-sales", 1, "2027-12-31"}});
  EXPECT_TRUE(can_be_activated("2026-12-15"));
  EXPECT_TRUE(can_be_activated("2027-01-01"));
  EXPECT_TRUE(can_be_activated("2027-03-01"));
}

TEST_F(StageWarning, ends_with_the_activation_of_a_longer_license_and_not_with_its_purchase) {
  bought("2026-12-15", {{"ten-sales", 1, "2027-12-31"}});
  EXPECT_EQ(warned_of("2026-12-15"), Texts{"expires_soon"});
  activated("2026-12-20", 2, {{"ten-sales", 1}}, "2027-12-31");
  EXPECT_EQ(warned_of("2026-12-19T23:59:59.999999Z"), Texts{"expires_soon"});
  EXPECT_EQ(warned_of("2026-12-20"), Texts{});
}

TEST_F(StageWarning, does_not_follow_a_pending_license_that_would_expire_earlier) {
  bought("2026-04-01", {{"ten-sales", 1, "2026-04-01"}});
  EXPECT_EQ(warned_of("2026-04-01"), Texts{});
}

TEST_F(StageWarning, begins_with_the_activation_of_a_license_about_to_expire) {
  const auto activation = activated("2026-06-01", 2, {{"ten-sales", 1}}, "2026-06-10");
  const auto reason = warning("2026-06-02");
  EXPECT_EQ(reason.since, at("2026-06-01"));
  EXPECT_EQ(reason.evidence, std::vector{activation});
}

TEST_F(StageWarning, continues_over_another_activation_and_rests_on_that) {
  const auto activation = activated("2026-12-10", 2, {{"ten-sales", 2}}, "2026-12-20");
  EXPECT_EQ(warning("2026-12-15"), (Reason{.code = ReasonCode::expires_soon,
                                           .expires_on = on("2026-12-20"),
                                           .days_left = 5,
                                           .since = at("2026-12-03"),
                                           .evidence = {activation}}));
}

TEST_F(StageWarning, is_absent_where_the_license_never_expires) {
  activated("2026-04-01", 2, {{"ten-sales", 1}});
  EXPECT_EQ(warned_of("2036-01-01"), Texts{});
}

TEST_F(StageWarning, follows_the_days_of_the_policy) {
  policy("2026-03-01", {.warning_days = 10, .grace_days = 3});
  EXPECT_EQ(warned_of("2026-12-20T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(warned_of("2026-12-21"), Texts{"expires_soon"});
  EXPECT_EQ(warned_of("2027-01-02T23:59:59.999999Z"), Texts{"in_grace"});
  EXPECT_EQ(warned_of("2027-01-03"), Texts{"read_only"});
}

TEST_F(StageWarning, skips_the_stages_of_no_days) {
  policy("2026-03-01", {.warning_days = 0, .grace_days = 0});
  EXPECT_EQ(warned_of("2026-12-30T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(warned_of("2026-12-31"), Texts{"read_only"});
}

TEST_F(StageWarning, follows_a_policy_from_when_that_takes_effect) {
  policy("2026-12-10", {.warning_days = 7});
  policy("2027-01-20", {.grace_days = 40});
  EXPECT_EQ(warned_of("2026-12-09T23:59:59.999999Z"), Texts{"expires_soon"});
  EXPECT_EQ(warned_of("2026-12-10"), Texts{});
  EXPECT_EQ(warning("2026-12-30").since, at("2026-12-24"));
  EXPECT_EQ(warned_of("2027-01-19T23:59:59.999999Z"), Texts{"read_only"});
  EXPECT_EQ(warning("2027-02-01").code, ReasonCode::in_grace);
  EXPECT_EQ(warning("2027-02-01").since, at("2027-01-20"));
  EXPECT_EQ(warning("2027-02-09").since, at("2027-02-09"));
}

class NeverActivated : public LicenseHistory {};

TEST_F(NeverActivated, license_has_no_stage_warning_whatever_is_offered) {
  given_license("2026-03-01");
  bought("2026-03-01", {{"ten-sales", 1, "2026-03-02"}});
  EXPECT_EQ(warned_of("2026-03-02"), Texts{});
  EXPECT_EQ(warned_of("2027-03-02"), Texts{});
}

}  // namespace
}  // namespace tests
