#include "tests/support/license_history.h"

namespace tests {
namespace {

using ledger::LicenseNumber;

class Stale : public LicenseHistory {
 protected:
  /// Number 1 from March 2, number 2 from March 5.
  void SetUp() override {
    given_license("2026-03-01");
    bound("2026-03-01");
    first_ = bought("2026-03-02", {{"ten-sales", 1}});
    second_ = bought("2026-03-05", {{"ten-sales", 2}});
  }

  static Request number(std::uint32_t asked) { return {.number = LicenseNumber{asked}}; }

  Evidence first_;
  Evidence second_;
};

TEST_F(Stale, blocks_a_request_for_a_lower_number_than_the_offered_one) {
  EXPECT_EQ(blocking_reason("2026-03-10", number(1)), (Reason{.code = ReasonCode::stale,
                                                              .number = LicenseNumber{1},
                                                              .newest = LicenseNumber{2},
                                                              .since = at("2026-03-05"),
                                                              .evidence = {second_}}));
}

TEST_F(Stale, is_resolved_by_nobody) {
  EXPECT_EQ(resolver(blocking_reason("2026-03-10", number(1))), "nobody");
}

TEST_F(Stale, begins_when_the_higher_number_is_offered) {
  EXPECT_EQ(blocked_by("2026-03-04T23:59:59.999999Z", number(1)), Texts{});
  EXPECT_EQ(blocked_by("2026-03-05", number(1)), Texts{"stale"});
}

TEST_F(Stale, does_not_arise_for_the_offered_number_nor_for_a_higher_one) {
  EXPECT_EQ(blocked_by("2026-03-10", number(2)), Texts{});
  EXPECT_EQ(blocked_by("2026-03-10", number(3)), Texts{});
}

TEST_F(Stale, does_not_arise_for_the_current_number_though_a_higher_one_is_offered) {
  activated("2026-03-03", 1, {{"ten-sales", 1}});
  EXPECT_EQ(blocked_by("2026-03-10", number(1)), Texts{});
  EXPECT_EQ(blocked_by("2026-03-10", number(0)), Texts{"stale"});
}

TEST_F(Stale, blocks_a_request_for_a_lower_number_than_the_current_one) {
  activated("2026-03-06", 2, {{"ten-sales", 2}});
  const auto reason = blocking_reason("2026-03-10", number(1));
  EXPECT_EQ(reason.newest, LicenseNumber{2});
  EXPECT_EQ(reason.since, at("2026-03-05"));
}

TEST_F(Stale, blocks_the_offered_number_where_the_current_one_is_higher) {
  activated("2026-03-06", 3, {{"ten-sales", 3}});
  EXPECT_EQ(blocked_by("2026-03-05", number(2)), Texts{});
  const auto reason = blocking_reason("2026-03-10", number(2));
  EXPECT_EQ(reason.newest, LicenseNumber{3});
  EXPECT_EQ(reason.since, at("2026-03-06"));
}

TEST_F(Stale, continues_over_a_still_newer_number_and_cites_that) {
  const auto third = bought("2026-03-08", {{"ten-sales", 3}});
  EXPECT_EQ(blocking_reason("2026-03-10", number(1)), (Reason{.code = ReasonCode::stale,
                                                              .number = LicenseNumber{1},
                                                              .newest = LicenseNumber{3},
                                                              .since = at("2026-03-05"),
                                                              .evidence = {third}}));
}

TEST_F(Stale, blocks_a_file_with_an_old_number) {
  EXPECT_EQ(blocking_reason("2026-03-10", {.file = file(1)}).number, LicenseNumber{1});
  EXPECT_EQ(blocked_by("2026-03-10", {.file = file(2)}), Texts{});
  activated("2026-03-11", 2, {{"ten-sales", 2}});
  bought("2026-03-12", {{"ten-sales", 3}});
  EXPECT_EQ(blocked_by("2026-03-12", {.file = file(2)}), Texts{});
  EXPECT_EQ(blocked_by("2026-03-12", {.file = file(1)}), Texts{"stale"});
}

TEST_F(Stale, is_reported_alone) {
  bought("2026-03-06", {{"ten-sales", 3}}, {"I-1"});
  released("2026-03-07");
  EXPECT_EQ(blocked_by("2026-03-10", number(3)), (Texts{"not_bound", "unpaid I-1"}));
  EXPECT_EQ(blocked_by("2026-03-10", number(2)), Texts{"stale"});
}

TEST_F(Stale, comes_before_the_owner_that_the_file_names) {
  File old = file(1);
  old.company_name = "Sydvik AB";
  EXPECT_EQ(blocked_by("2026-03-10", {.file = old}), Texts{"stale"});
}

TEST_F(Stale, counts_the_number_of_a_purchase_that_only_ends_lines) {
  bought("2026-03-08", {{"ten-sales", 0}});
  EXPECT_EQ(blocked_by("2026-03-10", number(2)), Texts{"stale"});
}

TEST_F(Stale, counts_a_future_purchase_only_once_it_takes_effect) {
  recorded_at("2026-03-06").bought("2026-03-20", {{"ten-sales", 3}});
  EXPECT_EQ(blocked_by("2026-03-19T23:59:59.999999Z", number(2)), Texts{});
  EXPECT_EQ(blocking_reason("2026-03-20", number(2)).newest, LicenseNumber{3});
}

TEST_F(Stale, counts_a_back_dated_purchase_by_when_it_arrived) {
  const auto third = recorded_at("2026-03-10").bought("2026-03-01", {{"pocket", 1}});
  EXPECT_EQ(blocked_by({"2026-03-10", "2026-03-09"}, number(2)), Texts{});
  const auto reason = blocking_reason("2026-03-10", number(2));
  EXPECT_EQ(reason.newest, LicenseNumber{3});
  EXPECT_EQ(reason.evidence, std::vector{third});
}

TEST_F(Stale, does_not_count_a_purchase_without_a_line_in_force) {
  // Number 3 takes effect before number 2, which replaces its only line.
  recorded_at("2026-03-10").bought("2026-03-04", {{"ten-sales", 9}});
  EXPECT_EQ(blocked_by("2026-03-10", number(2)), Texts{});
}

}  // namespace
}  // namespace tests
