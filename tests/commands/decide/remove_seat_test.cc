#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

using commands::Verdict;
using ledger::ReasonCode;
using ledger::SeatHolder;
using ledger::SeatRemovalRefused;
using ledger::SeatRemoved;

class RemoveSeat : public LedgerFixture {
 protected:
  /// Anna has the service plan, `windows` that needs `user` of it, and `travel` that needs windows.
  void given_seats_that_need_each_other() {
    given_plans();
    given_module("windows", {.prerequisite = "user"});
    given_module("travel", {.prerequisite = "windows"});
    given_active(serial, {{"ten-service", 2}, {"ten-sales", 2}, {"windows", 2}, {"travel", 2}});
    for (const char* module : {"ten-service", "windows", "travel"}) assign(serial, module, "anna");
  }
};

TEST_F(RemoveSeat, frees_the_seat) {
  given_active(serial, {{"ten-sales", 1}});
  assign(serial, "ten-sales", "anna", ledger::UserType::other);
  EXPECT_EQ(remove(serial, "ten-sales", "anna").verdict, Verdict::done);
  EXPECT_EQ(static_cast<SeatHolder>(appended_data<SeatRemoved>()),
            (SeatHolder{"ten-sales", "anna", ledger::UserType::other}));
  EXPECT_EQ(row_of(view(serial), "ten-sales").free(), 1);
}

TEST_F(RemoveSeat, repeated_appends_nothing) {
  given_active(serial, {{"ten-sales", 1}});
  assign(serial, "ten-sales", "anna");
  remove(serial, "ten-sales", "anna");
  EXPECT_EQ(remove(serial, "ten-sales", "anna").verdict, Verdict::already_so);
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(RemoveSeat, finds_no_license_that_was_never_registered) {
  EXPECT_EQ(remove(serial, "ten-sales", "anna").verdict, Verdict::license_not_found);
}

TEST_F(RemoveSeat, is_possible_while_the_license_is_read_only) {
  given_active(serial, {{"ten-sales", 1, "2026-03-10"}});
  assign(serial, "ten-sales", "anna");
  clock("2026-03-25");
  EXPECT_EQ(remove(serial, "ten-sales", "anna").verdict, Verdict::done);
}

TEST_F(RemoveSeat, is_refused_while_the_user_has_open_requests) {
  given_plans();
  given_active(serial, {{"ten-service", 2}});
  assign(serial, "ten-service", "anna");
  clock("2026-03-05");
  request_opened(serial, "anna", "R-1");
  request_opened(serial, "anna", "R-2", ledger::RequestStatus::postponed);
  request_opened(serial, "bo", "R-3");
  clock("2026-03-06");
  const auto outcome = remove(serial, "ten-service", "anna");
  EXPECT_EQ(outcome.verdict, Verdict::removal_refused);
  const auto reason = the(ReasonCode::open_requests, dated(outcome));
  EXPECT_EQ(reason.open_requests, 2);
  EXPECT_EQ(reason.user, "anna");
  EXPECT_EQ(reason.since, at("2026-03-05"));
  EXPECT_EQ(reason.evidence.size(), 2U);
  const auto refused = appended_data<SeatRemovalRefused>();
  EXPECT_EQ(refused.reasons, outcome.reasons);
  EXPECT_EQ(refused.module_name, "ten-service");
  EXPECT_EQ(row_of(view(serial), "ten-service").in_use, 1);
}

TEST_F(RemoveSeat, is_allowed_once_the_requests_are_closed) {
  given_plans();
  given_active(serial, {{"ten-service", 1}});
  assign(serial, "ten-service", "anna");
  request_opened(serial, "anna");
  clock("2026-03-05");
  // The closing event need not name the user.
  request_closed(serial, "");
  EXPECT_EQ(remove(serial, "ten-service", "anna").verdict, Verdict::done);
}

TEST_F(RemoveSeat, ignores_open_requests_if_service_access_remains) {
  given_plans();
  given_module("desk", {.service_access = true});
  given_active(serial, {{"ten-service", 1}, {"desk", 1}, {"pocket", 1}});
  assign(serial, "ten-service", "anna");
  assign(serial, "desk", "anna");
  assign(serial, "pocket", "anna");
  request_opened(serial, "anna");
  EXPECT_EQ(remove(serial, "desk", "anna").verdict, Verdict::done);
  EXPECT_EQ(remove(serial, "pocket", "anna").verdict, Verdict::done);
  EXPECT_EQ(remove(serial, "ten-service", "anna").verdict, Verdict::removal_refused);
}

TEST_F(RemoveSeat, is_refused_while_another_seat_needs_it) {
  given_seats_that_need_each_other();
  const auto outcome = remove(serial, "ten-service", "anna");
  const auto reason = the(ReasonCode::prerequisite_needed, outcome.reasons);
  EXPECT_EQ(reason.modules, Texts{"windows"});
  EXPECT_EQ(reason.module_name, "ten-service");
  EXPECT_EQ(reason.evidence.size(), 1U);
  EXPECT_EQ(appended_data<SeatRemovalRefused>().reasons, outcome.reasons);
}

TEST_F(RemoveSeat, removes_with_a_cascade_what_needs_it_and_what_needs_that) {
  given_seats_that_need_each_other();
  EXPECT_EQ(remove(serial, "ten-service", "anna", true).verdict, Verdict::done);
  EXPECT_EQ(appended_types(), Texts(3, "seat.removed.v1"));
  EXPECT_EQ(questions().seats(serial, {now(), now()}, {})->value().size(), 0U);
}

TEST_F(RemoveSeat, is_allowed_if_the_prerequisite_is_held_another_way) {
  given_seats_that_need_each_other();
  fact(serial, ledger::SeatAssigned{{"ten-sales", "anna"}});
  EXPECT_EQ(remove(serial, "ten-service", "anna").verdict, Verdict::done);
  EXPECT_EQ(row_of(view(serial), "windows").in_use, 1);
}

TEST_F(RemoveSeat, is_refused_with_every_reason_that_applies) {
  given_seats_that_need_each_other();
  request_opened(serial, "anna");
  const auto outcome = remove(serial, "ten-service", "anna");
  EXPECT_EQ(codes_of(outcome.reasons),
            (Texts{"open_requests ten-service", "prerequisite_needed ten-service"}));
  // The cascade resolves one of them.
  EXPECT_EQ(codes_of(remove(serial, "ten-service", "anna", true).reasons),
            Texts{"open_requests ten-service"});
  EXPECT_EQ(row_of(view(serial), "windows").in_use, 1);
}

class RemoveUser : public RemoveSeat {};

TEST_F(RemoveUser, removes_all_seats_of_the_user_and_nobody_elses) {
  given_seats_that_need_each_other();
  assign(serial, "ten-sales", "bo");
  EXPECT_EQ(remove_user(serial, "anna").verdict, Verdict::done);
  EXPECT_EQ(appended_types(), Texts(3, "seat.removed.v1"));
  const auto left = questions().seats(serial, {now(), now()}, {});
  ASSERT_EQ(left->value().size(), 1U);
  EXPECT_EQ(left->value().front().seat.user, "bo");
}

TEST_F(RemoveUser, repeated_appends_nothing) {
  given_seats_that_need_each_other();
  remove_user(serial, "anna");
  EXPECT_EQ(remove_user(serial, "anna").verdict, Verdict::already_so);
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(RemoveUser, is_refused_as_a_whole_while_requests_are_open) {
  given_seats_that_need_each_other();
  request_opened(serial, "anna");
  const auto outcome = remove_user(serial, "anna");
  EXPECT_EQ(outcome.verdict, Verdict::removal_refused);
  EXPECT_EQ(codes_of(outcome.reasons), Texts{"open_requests"});
  const auto refused = appended_data<SeatRemovalRefused>();
  EXPECT_EQ(refused.module_name, "");
  EXPECT_EQ(refused.user, "anna");
  EXPECT_EQ(questions().seats(serial, {now(), now()}, {})->value().size(), 3U);
}

TEST_F(RemoveUser, finds_no_license_that_was_never_registered) {
  EXPECT_EQ(remove_user(serial, "anna").verdict, Verdict::license_not_found);
}

}  // namespace
}  // namespace tests
