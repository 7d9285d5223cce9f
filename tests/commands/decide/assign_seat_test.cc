#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

using commands::Verdict;
using ledger::ReasonCode;
using ledger::SeatAssigned;
using ledger::SeatAssignmentRefused;
using ledger::SeatHolder;
using ledger::UserType;

class AssignSeat : public LedgerFixture {};

TEST_F(AssignSeat, takes_a_free_seat) {
  given_active(serial, {{"ten-sales", 2}});
  clock("2026-03-05");
  const auto outcome = assign(serial, "ten-sales", "anna", UserType::other);
  EXPECT_EQ(outcome.verdict, Verdict::done);
  EXPECT_EQ(outcome.at, at("2026-03-05"));
  EXPECT_EQ(outcome.position, appended().front()->position);
  const SeatHolder seat{"ten-sales", "anna", UserType::other};
  EXPECT_EQ(outcome.seat, seat);
  EXPECT_EQ(static_cast<SeatHolder>(appended_data<SeatAssigned>()), seat);
  EXPECT_EQ(appended().front()->effective_at, at("2026-03-05"));
  EXPECT_EQ(appended().front()->source, ledger::own_source);
  EXPECT_EQ(row_of(view(serial), "ten-sales").in_use, 1);
  EXPECT_EQ(row_of(view(serial), "ten-sales").free(), 1);
}

TEST_F(AssignSeat, repeated_appends_nothing_and_keeps_the_first) {
  given_active(serial, {{"ten-sales", 1}});
  assign(serial, "ten-sales", "anna", UserType::other);
  clock("2026-03-05");
  const auto outcome = assign(serial, "ten-sales", "anna", UserType::associate);
  EXPECT_EQ(outcome.verdict, Verdict::already_so);
  EXPECT_EQ(outcome.seat, (SeatHolder{"ten-sales", "anna", UserType::other}));
  EXPECT_EQ(outcome.seat_since, at(start_of_tests));
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(AssignSeat, gives_a_system_user_no_seat) {
  given_active(serial, {{"ten-sales", 1}});
  EXPECT_EQ(assign(serial, "ten-sales", "robot", UserType::system).verdict, Verdict::already_so);
  EXPECT_EQ(appended_types(), Texts{});
  EXPECT_EQ(row_of(view(serial), "ten-sales").in_use, 0);
}

TEST_F(AssignSeat, finds_no_license_that_was_never_registered) {
  EXPECT_EQ(assign(serial, "ten-sales", "anna").verdict, Verdict::license_not_found);
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(AssignSeat, is_refused_if_no_seat_is_free) {
  given_active(serial, {{"ten-sales", 1}});
  assign(serial, "ten-sales", "anna");
  clock("2026-03-05");
  const auto outcome = assign(serial, "ten-sales", "bo");
  EXPECT_EQ(outcome.verdict, Verdict::seat_refused);
  EXPECT_EQ(codes_of(outcome.reasons), Texts{"no_free_seat ten-sales"});
  const auto refused = appended_data<SeatAssignmentRefused>();
  EXPECT_EQ(refused.reasons, outcome.reasons);
  EXPECT_EQ(refused.user, "bo");
  EXPECT_EQ(refused.reasons.front().since, std::nullopt) << "a record does not say it";
  const auto reason = dated(outcome).front();
  EXPECT_EQ(reason.in_use, 1);
  EXPECT_EQ(reason.total, 1);
  EXPECT_EQ(reason.user, "bo");
  EXPECT_EQ(reason.since, at(start_of_tests));
  ASSERT_EQ(reason.evidence.size(), 1U);
  EXPECT_EQ(reason.evidence.front().type, ledger::EventType::license_activated);
}

TEST_F(AssignSeat, is_refused_again_each_time) {
  given_active(serial, {{"ten-sales", 1}});
  assign(serial, "ten-sales", "anna");
  assign(serial, "ten-sales", "bo");
  EXPECT_EQ(assign(serial, "ten-sales", "bo").verdict, Verdict::seat_refused);
  EXPECT_EQ(appended_types(), Texts{"seat.assignment_refused.v1"});
  EXPECT_EQ(row_of(view(serial), "ten-sales").in_use, 1);
}

TEST_F(AssignSeat, is_refused_if_the_current_set_includes_none) {
  given_active(serial, {{"ten-sales", 1}});
  EXPECT_EQ(codes_of(assign(serial, "pocket", "anna").reasons), Texts{"not_entitled pocket"});
  // What is bought but not yet active gives no seats either.
  bought(serial, {{"pocket", 1}});
  EXPECT_EQ(codes_of(assign(serial, "pocket", "anna").reasons), Texts{"not_entitled pocket"});
  activate(serial);
  EXPECT_EQ(assign(serial, "pocket", "anna").verdict, Verdict::done);
}

TEST_F(AssignSeat, is_refused_before_any_activation) {
  given_license(serial);
  EXPECT_EQ(codes_of(assign(serial, "ten-sales", "anna").reasons), Texts{"not_entitled ten-sales"});
}

TEST_F(AssignSeat, is_refused_without_the_prerequisite) {
  given_plans();
  given_module("windows", {.prerequisite = "user"});
  given_active(serial, {{"ten-sales", 1}, {"windows", 1}});
  const auto outcome = assign(serial, "windows", "anna");
  EXPECT_EQ(codes_of(outcome.reasons), Texts{"prerequisite_missing windows"});
  EXPECT_EQ(outcome.reasons.front().prerequisite, "user");
  // The plan includes it, which is one way to hold it.
  assign(serial, "ten-sales", "anna");
  EXPECT_EQ(assign(serial, "windows", "anna").verdict, Verdict::done);
}

TEST_F(AssignSeat, is_refused_to_the_holder_of_another_plan) {
  given_plans();
  given_active(serial, {{"ten-sales", 1}, {"ten-service", 1}});
  assign(serial, "ten-sales", "anna");
  const auto outcome = assign(serial, "ten-service", "anna");
  EXPECT_EQ(codes_of(outcome.reasons), Texts{"plan_conflict ten-service"});
  EXPECT_EQ(outcome.reasons.front().modules, Texts{"ten-sales"});
  EXPECT_EQ(outcome.reasons.front().evidence.size(), 1U);
}

TEST_F(AssignSeat, is_refused_while_the_license_is_read_only) {
  given_active(serial, {{"ten-sales", 1, "2026-03-10"}});
  clock("2026-03-21T23:59:59Z");
  EXPECT_EQ(view(serial).stage, projections::state::Stage::grace);
  EXPECT_EQ(assign(serial, "ten-sales", "anna").verdict, Verdict::done);
  remove(serial, "ten-sales", "anna");
  clock("2026-03-23");
  const auto outcome = assign(serial, "ten-sales", "anna");
  EXPECT_EQ(codes_of(outcome.reasons), Texts{"read_only ten-sales"});
  EXPECT_EQ(outcome.reasons.front().expires_on, on("2026-03-10"));
  EXPECT_EQ(outcome.reasons.front().days_left, -13);
  EXPECT_EQ(dated(outcome).front().since, at("2026-03-22"));
}

TEST_F(AssignSeat, is_refused_with_every_reason_that_applies) {
  given_plans();
  given_module("ten-top", {.user_plan = true, .includes = {"user"}, .prerequisite = "pocket"});
  given_active(serial, {{"ten-sales", 2}, {"ten-top", 1, "2026-03-10"}, {"pocket", 1}});
  assign(serial, "pocket", "bo");
  assign(serial, "ten-top", "bo");
  assign(serial, "ten-sales", "anna");
  clock("2026-03-25");
  const auto outcome = assign(serial, "ten-top", "anna");
  EXPECT_EQ(codes_of(outcome.reasons),
            (Texts{"no_free_seat ten-top", "prerequisite_missing ten-top", "plan_conflict ten-top",
                   "read_only ten-top"}));
  EXPECT_EQ(appended_data<SeatAssignmentRefused>().reasons, outcome.reasons);
}

TEST_F(AssignSeat, is_refused_for_that_alone_if_the_module_cannot_be_assigned) {
  given_plans();
  given_module("intel", {.type = ledger::ModuleType::site});
  given_active(serial, {{"intel", 1, "2026-03-10"}, {"ten-sales", 1}});
  clock("2026-03-25");
  EXPECT_EQ(codes_of(assign(serial, "intel", "anna").reasons), Texts{"not_assignable intel"});
  EXPECT_EQ(codes_of(assign(serial, "user", "anna").reasons), Texts{"not_assignable user"});
}

TEST_F(AssignSeat, never_runs_short_of_an_unrestricted_module) {
  given_module("free", {.unrestricted = true});
  given_active(serial, {{"free", 1}});
  assign(serial, "free", "anna");
  EXPECT_EQ(assign(serial, "free", "bo").verdict, Verdict::done);
  EXPECT_EQ(row_of(view(serial), "free").free(), -1);
  EXPECT_EQ(codes_of(view(serial).warnings), Texts{});
}

TEST_F(AssignSeat, is_given_to_a_database_if_the_module_is_a_satellite) {
  given_module("sat", {.type = ledger::ModuleType::satellite});
  given_active(serial, {{"sat", 1}});
  EXPECT_EQ(assign(serial, "sat", "db1").verdict, Verdict::done);
  EXPECT_EQ(codes_of(assign(serial, "sat", "db2").reasons), Texts{"no_free_seat sat"});
}

TEST_F(AssignSeat, counts_distinct_users_of_a_hidden_module) {
  given_plans();
  given_active(serial, {{"ten-sales", 2}, {"ten-service", 3}, {"user", 1}});
  assign(serial, "ten-sales", "anna");
  assign(serial, "ten-service", "bo");
  const auto row = row_of(view(serial), "user");
  EXPECT_TRUE(row.hidden);
  EXPECT_EQ(row.total, 6);
  EXPECT_EQ(row.in_use, 2);
  // Imported facts may give one user two plans: still one user.
  fact(serial, ledger::SeatAssigned{{"ten-sales", "bo"}});
  EXPECT_EQ(row_of(view(serial), "user").in_use, 2);
}

}  // namespace
}  // namespace tests
