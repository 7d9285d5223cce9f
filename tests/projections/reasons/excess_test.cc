#include "tests/support/license_history.h"

namespace tests {
namespace {

using ledger::ModuleType;
using ledger::SeatHolder;

class Excess : public LicenseHistory {
 protected:
  void SetUp() override {
    given_license("2026-03-01");
    bound("2026-03-01");
  }
};

TEST_F(Excess, blocks_where_more_seats_are_in_use_than_the_offered_set_gives) {
  const auto purchase = bought("2026-03-02", {{"ten-sales", 2}});
  seat("2026-03-03", "ten-sales", "cia");
  seat("2026-03-04", "ten-sales", "anna");
  seat("2026-03-05", "ten-sales", "bo");
  EXPECT_EQ(blocked_by("2026-03-04T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(blocking_reason("2026-03-10"), (Reason{.code = ReasonCode::excess,
                                                   .module_name = "ten-sales",
                                                   .in_use = 3,
                                                   .new_total = 2,
                                                   .to_remove = 1,
                                                   .users = {"anna", "bo", "cia"},
                                                   .since = at("2026-03-05"),
                                                   .evidence = {purchase}}));
}

TEST_F(Excess, is_resolved_by_the_administrator) {
  seat("2026-03-03", "ten-sales", "anna");
  EXPECT_EQ(resolver(blocking_reason("2026-03-03")), "administrator");
}

TEST_F(Excess, counts_zero_for_a_module_that_is_not_offered_and_cites_its_seats) {
  bought("2026-03-02", {{"pocket", 5}});
  const auto bo = seat("2026-03-03", "ten-sales", "bo");
  const auto anna = seat("2026-03-04", "ten-sales", "anna");
  EXPECT_EQ(blocking_reason("2026-03-10"), (Reason{.code = ReasonCode::excess,
                                                   .module_name = "ten-sales",
                                                   .in_use = 2,
                                                   .new_total = 0,
                                                   .to_remove = 2,
                                                   .users = {"anna", "bo"},
                                                   .since = at("2026-03-03"),
                                                   .evidence = {bo, anna}}));
}

TEST_F(Excess, is_judged_per_module_and_never_on_a_grand_total) {
  bought("2026-03-02", {{"ten-sales", 1}, {"pocket", 30}});
  seat("2026-03-03", "ten-sales", "anna");
  seat("2026-03-03", "ten-sales", "bo");
  seat("2026-03-03", "pocket", "anna");
  EXPECT_EQ(blocked_by("2026-03-03"), Texts{"excess ten-sales"});
}

TEST_F(Excess, is_one_reason_for_each_module_by_name_each_with_its_own_beginning) {
  seat("2026-03-03", "ten-sales", "anna");
  seat("2026-03-05", "pocket", "bo");
  EXPECT_EQ(blocked_by("2026-03-05"), (Texts{"excess pocket", "excess ten-sales"}));
  EXPECT_EQ(blocking_reasons("2026-03-10")[0].since, at("2026-03-05"));
  EXPECT_EQ(blocking_reasons("2026-03-10")[1].since, at("2026-03-03"));
}

TEST_F(Excess, looks_at_the_offered_set_and_not_at_the_current_one) {
  bought("2026-03-02", {{"ten-sales", 2}});
  activated("2026-03-02", 1, {{"ten-sales", 2}});
  seat("2026-03-03", "ten-sales", "anna");
  seat("2026-03-03", "ten-sales", "bo");
  const auto reduction = bought("2026-03-05", {{"ten-sales", 1}});
  EXPECT_EQ(blocked_by("2026-03-04T23:59:59.999999Z"), Texts{});
  const auto reason = blocking_reason("2026-03-05");
  EXPECT_EQ(reason.new_total, 1);
  EXPECT_EQ(reason.evidence, std::vector{reduction});
}

TEST_F(Excess, is_reported_also_while_nothing_is_pending) {
  bought("2026-03-02", {{"ten-sales", 1}});
  activated("2026-03-02", 1, {{"ten-sales", 1}});
  seat("2026-03-03", "ten-sales", "anna");
  seat("2026-03-03", "ten-sales", "bo");
  EXPECT_EQ(blocking_reason("2026-03-03").new_total, 1);
}

TEST_F(Excess, counts_a_future_reduction_only_once_it_takes_effect) {
  bought("2026-03-02", {{"ten-sales", 1}});
  seat("2026-03-03", "ten-sales", "anna");
  recorded_at("2026-03-04").bought("2026-03-20", {{"ten-sales", 0}});
  EXPECT_EQ(blocked_by("2026-03-19T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(blocking_reason("2026-03-25").since, at("2026-03-20"));
}

TEST_F(Excess, cites_the_purchase_that_ended_the_line) {
  bought("2026-03-02", {{"ten-sales", 1}});
  seat("2026-03-03", "ten-sales", "anna");
  const auto end = bought("2026-03-05", {{"ten-sales", 0}});
  const auto reason = blocking_reason("2026-03-05");
  EXPECT_EQ(reason.new_total, 0);
  EXPECT_EQ(reason.evidence, std::vector{end});
}

TEST_F(Excess, does_not_arise_when_the_end_date_of_a_line_has_passed) {
  bought("2026-03-02", {{"ten-sales", 1, "2026-03-10"}});
  seat("2026-03-03", "ten-sales", "anna");
  EXPECT_EQ(blocked_by("2026-03-20"), Texts{});
}

TEST_F(Excess, adds_up_all_lines_of_the_module_and_cites_their_purchases) {
  const auto first = bought("2026-03-02", {{"ten-sales", 2, "", "l-1"}});
  const auto second = bought("2026-03-03", {{"ten-sales", 1, "", "l-2"}});
  for (const char* user : {"anna", "bo", "cia"}) seat("2026-03-04", "ten-sales", user);
  EXPECT_EQ(blocked_by("2026-03-04"), Texts{});
  seat("2026-03-05", "ten-sales", "dan");
  const auto reason = blocking_reason("2026-03-05");
  EXPECT_EQ(reason.new_total, 3);
  EXPECT_EQ(reason.evidence, (std::vector{first, second}));
}

TEST_F(Excess, neither_counts_nor_cites_a_replaced_line) {
  bought("2026-03-02", {{"ten-sales", 5, "", "l-1"}, {"pocket", 5, "", "l-2"}});
  const auto change = bought("2026-03-03", {{"ten-sales", 1, "", "l-1"}});
  const auto move = bought("2026-03-04", {{"ten-sales", 1, "", "l-2"}});
  for (const char* user : {"anna", "bo", "cia"}) seat("2026-03-05", "ten-sales", user);
  const auto reason = blocking_reason("2026-03-05");
  EXPECT_EQ(reason.new_total, 2);
  EXPECT_EQ(reason.evidence, (std::vector{change, move}));
}

TEST_F(Excess, counts_a_seat_once_however_often_it_is_assigned) {
  bought("2026-03-02", {{"ten-sales", 1}});
  seat("2026-03-03", "ten-sales", "anna");
  seat("2026-03-04", "ten-sales", "anna");
  EXPECT_EQ(blocked_by("2026-03-04"), Texts{});
}

TEST_F(Excess, ends_when_enough_seats_are_removed) {
  bought("2026-03-02", {{"ten-sales", 1}});
  for (const char* user : {"anna", "bo", "cia"}) seat("2026-03-03", "ten-sales", user);
  seat_removed("2026-03-05", "ten-sales", "anna");
  seat_removed("2026-03-06", "ten-sales", "bo");
  EXPECT_EQ(blocking_reason("2026-03-05T23:59:59.999999Z").to_remove, 1);
  EXPECT_EQ(blocked_by("2026-03-06"), Texts{});
  EXPECT_TRUE(can_be_activated("2026-03-06"));
}

TEST_F(Excess, begins_anew_after_it_has_ended) {
  seat("2026-03-03", "ten-sales", "anna");
  bought("2026-03-05", {{"ten-sales", 1}});
  bought("2026-03-08", {{"ten-sales", 0}});
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{});
  EXPECT_EQ(blocking_reason("2026-03-10").since, at("2026-03-08"));
}

TEST_F(Excess, counts_the_seats_that_an_installation_carries_in_and_out) {
  const SeatHolder carried{"ten-sales", "anna"};
  bound("2026-03-05", {.seats = {carried}});
  released("2026-03-08", "Cust1", {carried});
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{"excess ten-sales"});
  EXPECT_EQ(blocked_by("2026-03-08"), Texts{"not_bound"});
}

TEST_F(Excess, arises_for_satellites_but_not_for_site_modules) {
  given_module("2026-03-01", "travel", {.type = ModuleType::satellite});
  given_module("2026-03-01", "web-api", {.type = ModuleType::site});
  seat("2026-03-03", "travel", "database-2");
  seat("2026-03-03", "web-api", "anna");
  EXPECT_EQ(blocked_by("2026-03-03"), Texts{"excess travel"});
}

TEST_F(Excess, never_arises_for_an_unrestricted_module) {
  given_module("2026-03-01", "pocket", {.unrestricted = true});
  seat("2026-03-03", "pocket", "anna");
  EXPECT_EQ(blocked_by("2026-03-03"), Texts{});
}

TEST_F(Excess, begins_when_the_definition_becomes_restricted) {
  given_module("2026-03-01", "pocket", {.unrestricted = true});
  seat("2026-03-03", "pocket", "anna");
  given_module("2026-03-05", "pocket", {});
  EXPECT_EQ(blocked_by("2026-03-04T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(blocking_reason("2026-03-10").since, at("2026-03-05"));
}

}  // namespace
}  // namespace tests
