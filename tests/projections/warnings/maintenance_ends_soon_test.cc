#include "tests/support/license_history.h"

namespace tests {
namespace {

using ledger::Deployment;

/// Onsite; version 9 is agreed until 2026-06-01.
class MaintenanceEndsSoon : public LicenseHistory {
 protected:
  void SetUp() override {
    given_license("2026-03-01");
    bound("2026-03-01", {.deployment = Deployment::onsite, .version = "9"});
    agreement_ = agreed("2026-03-01", "M-1", "9", "2026-06-01");
  }
  Evidence agreement_;
};

TEST_F(MaintenanceEndsSoon, warns_from_28_days_before_the_agreement_ends) {
  EXPECT_EQ(warned_of("2026-05-03T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(warned_of("2026-05-04"), Texts{"maintenance_ends_soon"});
  EXPECT_EQ(warning("2026-05-10T18:00:00Z"), (Reason{.code = ReasonCode::maintenance_ends_soon,
                                                     .covered = "9",
                                                     .expires_on = on("2026-06-01"),
                                                     .days_left = 22,
                                                     .since = at("2026-05-04"),
                                                     .evidence = {agreement_}}));
}

TEST_F(MaintenanceEndsSoon, ends_when_the_agreement_is_no_longer_in_force) {
  EXPECT_EQ(warning("2026-05-31T23:59:59.999999Z").days_left, 1);
  EXPECT_EQ(warned_of("2026-06-01"), Texts{});
}

TEST_F(MaintenanceEndsSoon, is_resolved_by_vendor_support) {
  EXPECT_EQ(resolver(warning("2026-05-10")), "vendor_support");
}

TEST_F(MaintenanceEndsSoon, never_blocks) { EXPECT_EQ(blocked_by("2026-05-10"), Texts{}); }

TEST_F(MaintenanceEndsSoon, does_not_arise_online) {
  bound("2026-05-10", {.deployment = Deployment::online, .version = "9"});
  EXPECT_EQ(warned_of("2026-05-09T23:59:59.999999Z"), Texts{"maintenance_ends_soon"});
  EXPECT_EQ(warned_of("2026-05-10"), Texts{});
}

TEST_F(MaintenanceEndsSoon, does_not_arise_where_nothing_is_bound) {
  released("2026-05-10");
  EXPECT_EQ(warned_of("2026-05-10"), Texts{});
}

TEST_F(MaintenanceEndsSoon, looks_at_the_agreement_that_ends_last) {
  const auto longer = agreed("2026-03-01", "M-2", "8", "2026-07-01");
  EXPECT_EQ(warned_of("2026-05-10"), Texts{});
  EXPECT_EQ(warned_of("2026-06-02T23:59:59.999999Z"), Texts{});
  const auto reason = warning("2026-06-03");
  EXPECT_EQ(reason.covered, "8");
  EXPECT_EQ(reason.expires_on, on("2026-07-01"));
  EXPECT_EQ(reason.evidence, std::vector{longer});
}

TEST_F(MaintenanceEndsSoon, does_not_arise_while_an_agreement_in_force_never_ends) {
  agreed("2026-03-01", "M-2", "8");
  EXPECT_EQ(warned_of("2026-05-10"), Texts{});
}

TEST_F(MaintenanceEndsSoon, counts_an_agreement_only_from_its_start) {
  recorded_at("2026-03-02").agreed("2026-05-20", "M-2", "9", "2027-06-01");
  EXPECT_EQ(warned_of("2026-05-19T23:59:59.999999Z"), Texts{"maintenance_ends_soon"});
  EXPECT_EQ(warned_of("2026-05-20"), Texts{});
}

TEST_F(MaintenanceEndsSoon, does_not_count_an_agreement_that_has_ended) {
  agreed("2026-03-01", "M-0", "10", "2026-05-01");
  EXPECT_EQ(warning("2026-05-10").covered, "9");
}

TEST_F(MaintenanceEndsSoon, ends_when_the_agreement_is_restated_with_a_later_end) {
  agreed("2026-05-20", "M-1", "9", "2027-06-01");
  EXPECT_EQ(warned_of("2026-05-19T23:59:59.999999Z"), Texts{"maintenance_ends_soon"});
  EXPECT_EQ(warned_of("2026-05-20"), Texts{});
  EXPECT_EQ(warned_of("2027-05-04"), Texts{"maintenance_ends_soon"});
}

TEST_F(MaintenanceEndsSoon, begins_with_an_agreement_that_is_made_within_the_28_days) {
  const auto shorter = agreed("2026-03-10", "M-1", "9", "2026-03-20");
  const auto reason = warning("2026-03-12");
  EXPECT_EQ(reason.since, at("2026-03-10"));
  EXPECT_EQ(reason.days_left, 8);
  EXPECT_EQ(reason.evidence, std::vector{shorter});
}

TEST_F(MaintenanceEndsSoon, continues_when_another_agreement_about_to_end_ends_last) {
  const auto longer = agreed("2026-05-20", "M-2", "10", "2026-06-10");
  EXPECT_EQ(warning("2026-06-05"), (Reason{.code = ReasonCode::maintenance_ends_soon,
                                           .covered = "10",
                                           .expires_on = on("2026-06-10"),
                                           .days_left = 5,
                                           .since = at("2026-05-04"),
                                           .evidence = {longer}}));
}

TEST_F(MaintenanceEndsSoon, does_not_follow_the_warning_days_of_the_policy) {
  policy("2026-03-01", {.warning_days = 60});
  EXPECT_EQ(warned_of("2026-05-03T23:59:59.999999Z"), Texts{});
}

}  // namespace
}  // namespace tests
