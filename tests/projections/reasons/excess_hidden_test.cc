#include "tests/support/license_history.h"

namespace tests {
namespace {

/// Excess of hidden modules, which are held through the plans that include them.
class HiddenExcess : public LicenseHistory {
 protected:
  void SetUp() override {
    given_license("2026-03-01");
    bound("2026-03-01");
    given_plans("2026-03-01");
  }

  /// An unrestricted plan is never in excess, so that only what it includes can be.
  void given_unrestricted(std::string_view time, std::string plan) {
    given_module(time, std::move(plan),
                 {.unrestricted = true, .user_plan = true, .includes = {"user"}});
  }
};

TEST_F(HiddenExcess, is_not_reported_where_a_plan_that_includes_it_is_in_excess) {
  bought("2026-03-02", {{"ten-sales", 1}});
  seat("2026-03-03", "ten-sales", "anna");
  seat("2026-03-03", "ten-sales", "bo");
  EXPECT_EQ(blocked_by("2026-03-03"), Texts{"excess ten-sales"});
}

TEST_F(HiddenExcess, is_reported_where_no_plan_that_includes_it_is_in_excess) {
  const auto purchase = bought("2026-03-02", {{"ten-sales", 1}});
  seat("2026-03-03", "ten-sales", "bo");
  seat("2026-03-03", "ten-sales", "anna");
  given_unrestricted("2026-03-05", "ten-sales");
  EXPECT_EQ(blocking_reason("2026-03-10"), (Reason{.code = ReasonCode::excess,
                                                   .module_name = "user",
                                                   .in_use = 2,
                                                   .new_total = 1,
                                                   .to_remove = 1,
                                                   .users = {"anna", "bo"},
                                                   .since = at("2026-03-05"),
                                                   .evidence = {purchase}}));
}

TEST_F(HiddenExcess, is_judged_by_the_totals_of_all_its_plans_and_of_its_own_lines) {
  given_unrestricted("2026-03-01", "ten-sales");
  given_unrestricted("2026-03-01", "ten-service");
  bought("2026-03-02", {{"ten-sales", 1}, {"ten-service", 1}, {"user", 1}});
  seat("2026-03-03", "ten-sales", "anna");
  seat("2026-03-03", "ten-sales", "bo");
  seat("2026-03-03", "ten-sales", "cia");
  EXPECT_EQ(blocked_by("2026-03-03"), Texts{});
  seat("2026-03-04", "ten-service", "dan");
  const auto reason = blocking_reason("2026-03-04");
  EXPECT_EQ(reason.in_use, 4);
  EXPECT_EQ(reason.new_total, 3);
}

TEST_F(HiddenExcess, counts_each_user_once_however_the_user_holds_it) {
  given_unrestricted("2026-03-01", "ten-sales");
  given_unrestricted("2026-03-01", "ten-service");
  bought("2026-03-02", {{"ten-sales", 1}});
  seat("2026-03-03", "ten-sales", "bo");
  seat("2026-03-03", "ten-service", "bo");
  seat("2026-03-03", "user", "bo");
  EXPECT_EQ(blocked_by("2026-03-03"), Texts{});
  seat("2026-03-04", "ten-service", "anna");
  const auto reason = blocking_reason("2026-03-04");
  EXPECT_EQ(reason.in_use, 2);
  EXPECT_EQ(reason.users, (Texts{"anna", "bo"}));
}

TEST_F(HiddenExcess, counts_seats_of_the_hidden_module_itself) {
  bought("2026-03-02", {{"ten-sales", 1}});
  seat("2026-03-03", "ten-sales", "anna");
  seat("2026-03-04", "user", "dan");
  EXPECT_EQ(blocked_by("2026-03-03"), Texts{});
  EXPECT_EQ(blocking_reason("2026-03-04").users, (Texts{"anna", "dan"}));
}

TEST_F(HiddenExcess, is_reported_though_a_plan_that_does_not_include_it_is_in_excess) {
  bought("2026-03-02", {{"ten-sales", 1}});
  seat("2026-03-03", "ten-sales", "anna");
  seat("2026-03-03", "ten-sales", "bo");
  seat("2026-03-03", "ej-client", "dan");
  EXPECT_EQ(blocked_by("2026-03-03"), (Texts{"excess ej-client", "excess ten-sales"}));
}

TEST_F(HiddenExcess, is_not_reported_where_only_one_of_its_plans_is_in_excess) {
  bought("2026-03-02", {{"ten-sales", 5}});
  seat("2026-03-03", "ten-service", "anna");
  for (const char* user : {"a", "b", "c", "d", "e"}) seat("2026-03-03", "ten-sales", user);
  // `user` is held by 6 of 5, and `ej-client` by 1 of 0: both through the plan in excess.
  EXPECT_EQ(blocked_by("2026-03-03"), Texts{"excess ten-service"});
}

TEST_F(HiddenExcess, never_arises_for_an_unrestricted_hidden_module) {
  given_unrestricted("2026-03-01", "ten-sales");
  given_module("2026-03-05", "user", {.unrestricted = true, .hidden = true});
  seat("2026-03-03", "ten-sales", "anna");
  EXPECT_EQ(blocked_by("2026-03-04T23:59:59.999999Z"), Texts{"excess user"});
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{});
}

TEST_F(HiddenExcess, never_arises_for_a_hidden_site_module) {
  given_unrestricted("2026-03-01", "ten-sales");
  given_module("2026-03-05", "user", {.type = ledger::ModuleType::site, .hidden = true});
  seat("2026-03-03", "ten-sales", "anna");
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{});
}

TEST_F(HiddenExcess, rests_on_the_purchases_of_its_own_lines_and_of_its_plans_lines) {
  given_unrestricted("2026-03-01", "ten-sales");
  const auto plan = bought("2026-03-02", {{"ten-sales", 1}});
  bought("2026-03-02", {{"pocket", 5}});
  const auto own = bought("2026-03-03", {{"user", 1}});
  for (const char* user : {"anna", "bo", "cia"}) seat("2026-03-04", "ten-sales", user);
  const auto reason = blocking_reason("2026-03-04");
  EXPECT_EQ(reason.new_total, 2);
  EXPECT_EQ(reason.evidence, (std::vector{plan, own}));
}

TEST_F(HiddenExcess, rests_on_its_seats_and_on_those_of_its_plans_where_no_line_is_bought) {
  given_unrestricted("2026-03-01", "ten-sales");
  const auto through_the_plan = seat("2026-03-03", "ten-sales", "bo");
  const auto own = seat("2026-03-04", "user", "anna");
  seat("2026-03-04", "ten-sales", "cia");
  seat_removed("2026-03-05", "ten-sales", "cia");
  const auto reason = blocking_reason("2026-03-05");
  EXPECT_EQ(reason.new_total, 0);
  EXPECT_EQ(reason.evidence, (std::vector{through_the_plan, own}));
}

TEST_F(HiddenExcess, ends_when_the_module_is_no_longer_included) {
  given_unrestricted("2026-03-01", "ten-sales");
  seat("2026-03-03", "ten-sales", "anna");
  given_module("2026-03-05", "ten-sales", {.unrestricted = true, .user_plan = true});
  EXPECT_EQ(blocked_by("2026-03-04T23:59:59.999999Z"), Texts{"excess user"});
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{});
}

}  // namespace
}  // namespace tests
