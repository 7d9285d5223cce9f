#include "tests/support/license_history.h"

namespace tests {
namespace {

using ledger::Deployment;

class InstalledVersion : public LicenseHistory {
 protected:
  /// Onsite, with version 9.2 installed.
  void SetUp() override {
    given_license("2026-03-01");
    binding_ = bound("2026-03-01", {.deployment = Deployment::onsite, .version = "9.2"});
  }
  Evidence binding_;
};

TEST_F(InstalledVersion, blocks_where_it_is_above_the_covered_one) {
  const auto agreement = agreed("2026-03-02", "M-1", "8");
  EXPECT_EQ(blocking_reason("2026-03-10"), (Reason{.code = ReasonCode::version,
                                                   .installed = "9.2",
                                                   .covered = "8",
                                                   .since = at("2026-03-01"),
                                                   .evidence = {binding_, agreement}}));
}

TEST_F(InstalledVersion, is_not_covered_without_any_agreement) {
  EXPECT_EQ(blocking_reason("2026-03-10"), (Reason{.code = ReasonCode::version,
                                                   .installed = "9.2",
                                                   .covered = std::nullopt,
                                                   .since = at("2026-03-01"),
                                                   .evidence = {binding_}}));
}

TEST_F(InstalledVersion, is_resolved_by_vendor_support) {
  EXPECT_EQ(resolver(blocking_reason("2026-03-10")), "vendor_support");
}

TEST_F(InstalledVersion, does_not_block_online) {
  bound("2026-03-05", {.deployment = Deployment::online, .version = "9.2"});
  EXPECT_EQ(blocked_by("2026-03-04T23:59:59.999999Z"), Texts{"version"});
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{});
}

TEST_F(InstalledVersion, does_not_block_where_nothing_is_bound) {
  released("2026-03-05");
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{"not_bound"});
}

TEST_F(InstalledVersion, is_compared_to_as_many_components_as_the_covered_one_has) {
  agreed("2026-03-01", "M-1", "8.5");
  upgraded("2026-03-02", "8.4.9");
  upgraded("2026-03-03", "8.5");
  upgraded("2026-03-04", "8.5.99");
  upgraded("2026-03-05", "8.6");
  upgraded("2026-03-06", "8.10");
  upgraded("2026-03-07", "8");
  EXPECT_EQ(blocked_by("2026-03-02"), Texts{});
  EXPECT_EQ(blocked_by("2026-03-03"), Texts{});
  EXPECT_EQ(blocked_by("2026-03-04"), Texts{});
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{"version"});
  EXPECT_EQ(blocked_by("2026-03-06"), Texts{"version"});
  EXPECT_EQ(blocked_by("2026-03-07"), Texts{});
}

TEST_F(InstalledVersion, with_minor_numbers_is_covered_by_its_major_one) {
  agreed("2026-03-01", "M-1", "8");
  upgraded("2026-03-02", "8.5");
  upgraded("2026-03-03", "9");
  EXPECT_EQ(blocked_by("2026-03-02"), Texts{});
  EXPECT_EQ(blocked_by("2026-03-03"), Texts{"version"});
}

TEST_F(InstalledVersion, is_covered_from_the_start_of_the_agreement) {
  recorded_at("2026-03-02").agreed("2026-03-10", "M-1", "9");
  EXPECT_EQ(blocked_by("2026-03-09T23:59:59.999999Z"), Texts{"version"});
  EXPECT_EQ(blocked_by("2026-03-10"), Texts{});
}

TEST_F(InstalledVersion, stays_covered_after_the_agreement_has_ended) {
  agreed("2026-03-01", "M-1", "9", "2026-03-20");
  EXPECT_EQ(blocked_by("2026-03-20"), Texts{});
  EXPECT_EQ(blocked_by("2036-03-20"), Texts{});
}

TEST_F(InstalledVersion, is_covered_by_the_highest_of_any_agreement) {
  agreed("2026-03-02", "M-1", "9", "2026-03-03");
  agreed("2026-03-04", "M-2", "8");
  EXPECT_EQ(blocked_by("2026-03-10"), Texts{});
  upgraded("2026-03-11", "10");
  EXPECT_EQ(blocking_reason("2026-03-11").covered, "9");
}

TEST_F(InstalledVersion, is_covered_more_widely_by_8_than_by_8_point_5) {
  upgraded("2026-03-01", "8.9");
  agreed("2026-03-02", "M-1", "8.5");
  const auto major = agreed("2026-03-05", "M-2", "8");
  EXPECT_EQ(blocking_reason("2026-03-04").covered, "8.5");
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{});
  const auto upgrade = upgraded("2026-03-06", "9");
  agreed("2026-03-07", "M-3", "8.8");
  const auto reason = blocking_reason("2026-03-07");
  EXPECT_EQ(reason.covered, "8");
  EXPECT_EQ(reason.evidence, (std::vector{major, upgrade}));
}

TEST_F(InstalledVersion, cites_the_later_of_agreements_that_cover_alike) {
  const auto later = agreed("2026-03-05", "M-1", "8");
  recorded_at("2026-03-06").agreed("2026-03-03", "M-2", "8");
  EXPECT_EQ(blocking_reason("2026-03-10").evidence, (std::vector{binding_, later}));
}

TEST_F(InstalledVersion, is_covered_by_an_agreement_as_it_was_stated_last) {
  agreed("2026-03-02", "M-1", "9");
  const auto lowered = agreed("2026-03-05", "M-1", "8");
  EXPECT_EQ(blocked_by("2026-03-04T23:59:59.999999Z"), Texts{});
  const auto reason = blocking_reason("2026-03-05");
  EXPECT_EQ(reason.covered, "8");
  EXPECT_EQ(reason.since, at("2026-03-05"));
  EXPECT_EQ(reason.evidence, (std::vector{binding_, lowered}));
}

TEST_F(InstalledVersion, begins_with_the_upgrade_and_cites_it) {
  const auto agreement = agreed("2026-03-01", "M-1", "9");
  const auto upgrade = upgraded("2026-03-05", "10");
  EXPECT_EQ(blocked_by("2026-03-04T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(blocking_reason("2026-03-10"), (Reason{.code = ReasonCode::version,
                                                   .installed = "10",
                                                   .covered = "9",
                                                   .since = at("2026-03-05"),
                                                   .evidence = {agreement, upgrade}}));
}

TEST_F(InstalledVersion, ends_when_a_covered_one_is_installed) {
  agreed("2026-03-01", "M-1", "8");
  upgraded("2026-03-05", "8.5");
  EXPECT_EQ(blocked_by("2026-03-04T23:59:59.999999Z"), Texts{"version"});
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{});
}

TEST_F(InstalledVersion, does_not_count_test_upgrades) {
  agreed("2026-03-01", "M-1", "9");
  upgraded_for_test("2026-03-05", "10");
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{});
}

TEST_F(InstalledVersion, does_not_count_upgrades_of_another_installation) {
  agreed("2026-03-01", "M-1", "9");
  upgraded("2026-03-05", "10", "Cust2");
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{});
}

TEST_F(InstalledVersion, is_restated_by_a_new_binding) {
  agreed("2026-03-01", "M-1", "9");
  upgraded("2026-03-05", "10");
  bound("2026-03-06", {.deployment = Deployment::onsite, .version = "9.3"});
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{"version"});
  EXPECT_EQ(blocked_by("2026-03-06"), Texts{});
}

TEST_F(InstalledVersion, counts_an_upgrade_at_the_instant_of_the_binding) {
  agreed("2026-03-01", "M-1", "9");
  const auto upgrade = upgraded("2026-03-06", "10");
  bound("2026-03-06", {.deployment = Deployment::onsite, .version = "9.3"});
  const auto reason = blocking_reason("2026-03-06");
  EXPECT_EQ(reason.installed, "10");
  EXPECT_EQ(reason.evidence.back(), upgrade);
}

}  // namespace
}  // namespace tests
