#include "tests/support/license_history.h"

namespace tests {
namespace {

class OverAssigned : public LicenseHistory {
 protected:
  void SetUp() override {
    given_license("2026-03-01");
    bound("2026-03-01");
    bought("2026-03-02", {{"ten-sales", 2}});
  }
};

TEST_F(OverAssigned, warns_where_more_seats_are_in_use_than_the_current_set_gives) {
  const auto activation = activated("2026-03-02", 1, {{"ten-sales", 2}});
  seat("2026-03-03", "ten-sales", "bo");
  seat("2026-03-03", "ten-sales", "anna");
  seat("2026-03-05", "ten-sales", "cia");
  EXPECT_EQ(warned_of("2026-03-04T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(warning("2026-03-10"), (Reason{.code = ReasonCode::over_assigned,
                                           .module_name = "ten-sales",
                                           .in_use = 3,
                                           .total = 2,
                                           .to_remove = 1,
                                           .users = {"anna", "bo", "cia"},
                                           .since = at("2026-03-05"),
                                           .evidence = {activation}}));
}

TEST_F(OverAssigned, counts_every_seat_before_the_first_activation_and_cites_the_seats) {
  const auto bo = seat("2026-03-03", "ten-sales", "bo");
  const auto anna = seat("2026-03-04", "ten-sales", "anna");
  EXPECT_EQ(blocked_by("2026-03-10"), Texts{});
  EXPECT_EQ(warning("2026-03-10"), (Reason{.code = ReasonCode::over_assigned,
                                           .module_name = "ten-sales",
                                           .in_use = 2,
                                           .total = 0,
                                           .to_remove = 2,
                                           .users = {"anna", "bo"},
                                           .since = at("2026-03-03"),
                                           .evidence = {bo, anna}}));
}

TEST_F(OverAssigned, is_resolved_by_the_administrator) {
  seat("2026-03-03", "ten-sales", "anna");
  EXPECT_EQ(resolver(warning("2026-03-03")), "administrator");
}

TEST_F(OverAssigned, never_blocks) {
  seat("2026-03-03", "ten-sales", "anna");
  EXPECT_TRUE(can_be_activated("2026-03-03"));
}

TEST_F(OverAssigned, looks_at_the_current_set_and_not_at_the_offered_one) {
  activated("2026-03-02", 1, {{"ten-sales", 2}});
  seat("2026-03-03", "ten-sales", "anna");
  seat("2026-03-03", "ten-sales", "bo");
  bought("2026-03-05", {{"ten-sales", 1}});
  EXPECT_EQ(warned_of("2026-03-05"), Texts{});
  seat("2026-03-06", "ten-sales", "cia");
  bought("2026-03-07", {{"ten-sales", 9}});
  EXPECT_EQ(warned_of("2026-03-07"), Texts{"over_assigned ten-sales"});
}

TEST_F(OverAssigned, ends_with_the_activation_of_enough_seats) {
  seat("2026-03-03", "ten-sales", "anna");
  activated("2026-03-05", 1, {{"ten-sales", 2}});
  EXPECT_EQ(warned_of("2026-03-04T23:59:59.999999Z"), Texts{"over_assigned ten-sales"});
  EXPECT_EQ(warned_of("2026-03-05"), Texts{});
}

TEST_F(OverAssigned, ends_when_enough_seats_are_removed) {
  seat("2026-03-03", "ten-sales", "anna");
  seat_removed("2026-03-05", "ten-sales", "anna");
  EXPECT_EQ(warned_of("2026-03-04T23:59:59.999999Z"), Texts{"over_assigned ten-sales"});
  EXPECT_EQ(warned_of("2026-03-05"), Texts{});
}

TEST_F(OverAssigned, is_caused_by_seats_that_an_installation_carries_in) {
  activated("2026-03-02", 1, {{"ten-sales", 2}});
  bound("2026-03-05", {.seats = {{"ten-sales", "a"}, {"ten-sales", "b"}, {"ten-sales", "c"}}});
  EXPECT_EQ(warned_of("2026-03-04T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(warning("2026-03-10").since, at("2026-03-05"));
}

TEST_F(OverAssigned, is_caused_by_a_changed_definition) {
  given_module("2026-03-01", "pocket", {.unrestricted = true});
  activated("2026-03-02", 1, {{"ten-sales", 2}});
  seat("2026-03-03", "pocket", "anna");
  given_module("2026-03-05", "pocket", {});
  EXPECT_EQ(warned_of("2026-03-04T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(warning("2026-03-10").since, at("2026-03-05"));
}

TEST_F(OverAssigned, is_one_warning_for_each_module_by_name_and_never_on_a_grand_total) {
  activated("2026-03-02", 1, {{"pocket", 1}, {"travel", 30}});
  for (const char* user : {"anna", "bo"}) {
    seat("2026-03-03", "ten-sales", user);
    seat("2026-03-03", "pocket", user);
    seat("2026-03-03", "travel", user);
  }
  EXPECT_EQ(warned_of("2026-03-03"), (Texts{"over_assigned pocket", "over_assigned ten-sales"}));
}

TEST_F(OverAssigned, arises_for_counted_restricted_modules_only) {
  given_module("2026-03-01", "travel", {.type = ledger::ModuleType::satellite});
  given_module("2026-03-01", "web-api", {.type = ledger::ModuleType::site});
  given_module("2026-03-01", "pocket", {.unrestricted = true});
  for (const char* name : {"travel", "web-api", "pocket"}) seat("2026-03-03", name, "x");
  EXPECT_EQ(warned_of("2026-03-03"), Texts{"over_assigned travel"});
}

TEST_F(OverAssigned, names_a_hidden_module_only_where_no_plan_that_includes_it_is_over_assigned) {
  given_plans("2026-03-01");
  const auto activation = activated("2026-03-02", 1, {{"ten-sales", 1}});
  seat("2026-03-03", "ten-sales", "anna");
  seat("2026-03-03", "ten-sales", "bo");
  EXPECT_EQ(warned_of("2026-03-03"), Texts{"over_assigned ten-sales"});
  given_module("2026-03-05", "ten-sales",
               {.unrestricted = true, .user_plan = true, .includes = {"user"}});
  EXPECT_EQ(warning("2026-03-05"), (Reason{.code = ReasonCode::over_assigned,
                                           .module_name = "user",
                                           .in_use = 2,
                                           .total = 1,
                                           .to_remove = 1,
                                           .users = {"anna", "bo"},
                                           .since = at("2026-03-05"),
                                           .evidence = {activation}}));
}

}  // namespace
}  // namespace tests
