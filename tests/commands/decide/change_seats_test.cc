#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

using commands::Assign;
using commands::Reassign;
using commands::Remove;
using commands::Verdict;
using ledger::ReasonCode;
using ledger::UserType;

class ChangeSeats : public LedgerFixture {
 protected:
  Texts seats() {
    Texts seats;
    const auto rows = questions().seats(serial, {now(), now()}, {});
    for (const auto& row : rows->value()) {
      seats.push_back(row.seat.module_name + " " + row.seat.user);
    }
    return seats;
  }
};

TEST_F(ChangeSeats, makes_the_changes_in_order) {
  given_active(serial, {{"ten-sales", 1}});
  assign(serial, "ten-sales", "anna");
  const auto outcome = change(serial, {Remove{"ten-sales", "anna"}, Assign{{"ten-sales", "bo"}}});
  EXPECT_EQ(outcome.verdict, Verdict::done);
  EXPECT_EQ(appended_types(), (Texts{"seat.removed.v1", "seat.assigned.v1"}));
  EXPECT_EQ(outcome.position, appended().back()->position);
  EXPECT_EQ(seats(), Texts{"ten-sales bo"});
}

TEST_F(ChangeSeats, lets_a_later_change_build_on_an_earlier_one) {
  given_plans();
  given_module("windows", {.prerequisite = "user"});
  given_active(serial, {{"ten-sales", 1}, {"windows", 1}});
  EXPECT_EQ(
      codes_of(
          change(serial, {Assign{{"windows", "anna"}}, Assign{{"ten-sales", "anna"}}}).reasons),
      Texts{"prerequisite_missing windows"});
  EXPECT_EQ(change(serial, {Assign{{"ten-sales", "anna"}}, Assign{{"windows", "anna"}}}).verdict,
            Verdict::done);
}

TEST_F(ChangeSeats, repeated_appends_nothing) {
  given_active(serial, {{"ten-sales", 2}});
  assign(serial, "ten-sales", "anna");
  const std::vector<commands::SeatChange> changes{Remove{"ten-sales", "anna"},
                                                  Assign{{"ten-sales", "bo"}}};
  change(serial, changes);
  EXPECT_EQ(change(serial, changes).verdict, Verdict::already_so);
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(ChangeSeats, is_refused_as_a_whole_by_its_first_refused_change) {
  given_plans();
  given_active(serial, {{"ten-sales", 2}, {"ten-service", 1}});
  assign(serial, "ten-service", "anna");
  request_opened(serial, "anna");
  const auto outcome = change(serial, {Assign{{"ten-sales", "bo"}}, Remove{"ten-service", "anna"},
                                       Assign{{"pocket", "bo"}}});
  EXPECT_EQ(outcome.verdict, Verdict::removal_refused);
  EXPECT_EQ(codes_of(outcome.reasons), Texts{"open_requests ten-service"});
  EXPECT_EQ(appended_types(), Texts{"seat.removal_refused.v1"});
  EXPECT_EQ(seats(), Texts{"ten-service anna"});
}

TEST_F(ChangeSeats, counts_what_earlier_changes_have_taken) {
  given_active(serial, {{"ten-sales", 1}});
  const auto outcome = change(serial, {Assign{{"ten-sales", "anna"}}, Assign{{"ten-sales", "bo"}}});
  EXPECT_EQ(outcome.verdict, Verdict::seat_refused);
  EXPECT_EQ(the(ReasonCode::no_free_seat, outcome.reasons).in_use, 1);
  EXPECT_EQ(the(ReasonCode::no_free_seat, dated(outcome)).since, now());
  EXPECT_EQ(appended_types(), Texts{"seat.assignment_refused.v1"});
  EXPECT_EQ(seats(), Texts{});
}

TEST_F(ChangeSeats, gives_a_system_user_no_seat) {
  given_active(serial, {{"ten-sales", 1}});
  EXPECT_EQ(change(serial, {Assign{{"ten-sales", "robot", UserType::system}}}).verdict,
            Verdict::already_so);
  EXPECT_EQ(appended_types(), Texts{});
}

class ReassignSeat : public ChangeSeats {};

TEST_F(ReassignSeat, is_a_removal_and_an_assignment_that_keeps_the_user_type) {
  given_plans();
  given_active(serial, {{"ten-sales", 1}, {"ten-service", 1}});
  assign(serial, "ten-service", "anna", UserType::other);
  EXPECT_EQ(change(serial, {Reassign{"anna", "ten-service", "ten-sales"}}).verdict, Verdict::done);
  ASSERT_EQ(appended_types(), (Texts{"seat.removed.v1", "seat.assigned.v1"}));
  EXPECT_EQ(std::get<ledger::SeatAssigned>(appended().back()->data).user_type, UserType::other);
  EXPECT_EQ(seats(), Texts{"ten-sales anna"});
}

TEST_F(ReassignSeat, repeated_appends_nothing) {
  given_active(serial, {{"ten-sales", 1}, {"pocket", 1}});
  assign(serial, "pocket", "anna");
  change(serial, {Reassign{"anna", "pocket", "ten-sales"}});
  EXPECT_EQ(change(serial, {Reassign{"anna", "pocket", "ten-sales"}}).verdict, Verdict::already_so);
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(ReassignSeat, is_judged_by_what_the_user_holds_after_it) {
  given_plans();
  given_module("windows", {.prerequisite = "user"});
  given_active(serial, {{"ten-sales", 1}, {"ten-service", 1}, {"windows", 1}});
  assign(serial, "ten-service", "anna");
  assign(serial, "windows", "anna");
  // `user`, which windows needs, comes with either plan.
  EXPECT_EQ(change(serial, {Reassign{"anna", "ten-service", "ten-sales"}}).verdict, Verdict::done);
  const auto outcome = change(serial, {Reassign{"anna", "ten-sales", "windows"}});
  EXPECT_EQ(outcome.verdict, Verdict::removal_refused);
  EXPECT_EQ(codes_of(outcome.reasons), Texts{"prerequisite_needed ten-sales"});
}

TEST_F(ReassignSeat, judges_the_removal_first) {
  given_plans();
  given_active(serial, {{"ten-sales", 1}, {"ten-service", 1}});
  assign(serial, "ten-sales", "bo");
  assign(serial, "ten-service", "anna");
  request_opened(serial, "anna");
  const auto both = change(serial, {Reassign{"anna", "ten-service", "ten-sales"}});
  EXPECT_EQ(codes_of(both.reasons), Texts{"open_requests ten-service"});
  clock("2026-03-05");
  request_closed(serial, "anna");
  const auto second = change(serial, {Reassign{"anna", "ten-service", "ten-sales"}});
  EXPECT_EQ(second.verdict, Verdict::seat_refused);
  EXPECT_EQ(codes_of(second.reasons), Texts{"no_free_seat ten-sales"});
  EXPECT_EQ(seats(), (Texts{"ten-sales bo", "ten-service anna"}));
}

TEST_F(ReassignSeat, is_refused_if_the_user_would_hold_two_plans) {
  given_plans();
  given_active(serial, {{"ten-sales", 1}, {"ten-service", 1}, {"pocket", 1}});
  assign(serial, "ten-service", "anna");
  clock("2026-03-05");
  assign(serial, "pocket", "anna");
  const auto outcome = change(serial, {Reassign{"anna", "pocket", "ten-sales"}});
  EXPECT_EQ(outcome.verdict, Verdict::seat_refused);
  const auto reason = the(ReasonCode::plan_conflict, dated(outcome));
  EXPECT_EQ(reason.modules, Texts{"ten-service"});
  EXPECT_EQ(reason.since, at(start_of_tests));
  ASSERT_EQ(reason.evidence.size(), 1U);
  EXPECT_EQ(reason.evidence.front().type, ledger::EventType::seat_assigned);
  EXPECT_EQ(seats(), (Texts{"pocket anna", "ten-service anna"}));
}

TEST_F(ReassignSeat, is_an_assignment_from_a_seat_that_is_not_held) {
  given_plans();
  given_active(serial, {{"ten-sales", 1}, {"ten-service", 1}, {"pocket", 2}});
  assign(serial, "ten-service", "anna");
  const auto outcome = change(serial, {Reassign{"anna", "pocket", "ten-sales"}});
  EXPECT_EQ(codes_of(outcome.reasons), Texts{"plan_conflict ten-sales"});
  EXPECT_EQ(change(serial, {Reassign{"bo", "ten-sales", "pocket"}}).verdict, Verdict::done);
  EXPECT_EQ(appended_data<ledger::SeatAssigned>().user_type, UserType::associate);
  // An earlier change of the batch has removed the seat that is left.
  const auto batch = change(serial, {Assign{{"pocket", "anna"}}, Remove{"pocket", "anna"},
                                     Reassign{"anna", "pocket", "ten-sales"}});
  EXPECT_EQ(codes_of(batch.reasons), Texts{"plan_conflict ten-sales"});
}

class ChangeSeatsAndActivate : public ChangeSeats {
 protected:
  /// Three of ten-sales in use; the pending license has one, and two of pocket.
  void given_a_smaller_license() {
    given_active(serial, {{"ten-sales", 3}});
    for (const char* user : {"anna", "bo", "cia"}) assign(serial, "ten-sales", user);
    clock("2026-03-05");
    bought(serial, {{"ten-sales", 1}, {"pocket", 2}});
  }
};

TEST_F(ChangeSeatsAndActivate, activates_what_the_changes_make_room_for) {
  given_a_smaller_license();
  const auto outcome =
      change(serial, {Remove{"ten-sales", "anna"}, Reassign{"bo", "ten-sales", "pocket"}}, true);
  EXPECT_EQ(outcome.verdict, Verdict::done);
  EXPECT_EQ(outcome.number, ledger::LicenseNumber{2});
  EXPECT_EQ(appended_types(), (Texts{"seat.removed.v1", "seat.removed.v1", "seat.assigned.v1",
                                     "license.activated.v1"}));
  const auto activated = std::get<ledger::LicenseActivated>(appended().back()->data);
  EXPECT_EQ(activated.mode, ledger::ActivationMode::manual);
  EXPECT_EQ(activated.changes,
            (std::vector<ledger::ModuleChange>{{"pocket", 1, 0, 2}, {"ten-sales", 1, 3, 1}}));
  EXPECT_EQ(seats(), (Texts{"pocket bo", "ten-sales cia"}));
}

TEST_F(ChangeSeatsAndActivate, is_blocked_as_a_whole) {
  given_a_smaller_license();
  const auto outcome = change(serial, {Remove{"ten-sales", "anna"}}, true);
  EXPECT_EQ(outcome.verdict, Verdict::activation_blocked);
  EXPECT_EQ(the(ReasonCode::excess, outcome.reasons).to_remove, 1);
  EXPECT_EQ(appended_types(), Texts{"activation.blocked.v1"});
  EXPECT_EQ(seats().size(), 3U);
}

TEST_F(ChangeSeatsAndActivate, requires_every_change_to_fit_the_pending_license) {
  given_a_smaller_license();
  const auto outcome = change(serial, {Assign{{"ten-sales", "dan"}}}, true);
  EXPECT_EQ(outcome.verdict, Verdict::seat_refused);
  EXPECT_EQ(the(ReasonCode::no_free_seat, outcome.reasons).total, 1);
}

TEST_F(ChangeSeatsAndActivate, is_possible_while_only_the_current_license_is_read_only) {
  given_active(serial, {{"ten-sales", 1, "2026-03-10"}});
  clock("2026-03-25");
  bought(serial, {{"ten-sales", 1, "2027-03-10"}});
  EXPECT_EQ(codes_of(change(serial, {Assign{{"ten-sales", "anna"}}}).reasons),
            Texts{"read_only ten-sales"});
  EXPECT_EQ(change(serial, {Assign{{"ten-sales", "anna"}}}, true).verdict, Verdict::done);
}

TEST_F(ChangeSeatsAndActivate, finds_nothing_pending_if_nothing_is) {
  given_active(serial, {{"ten-sales", 1}});
  EXPECT_EQ(change(serial, {Assign{{"ten-sales", "anna"}}}, true).verdict,
            Verdict::nothing_pending);
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(ChangeSeatsAndActivate, repeated_changes_nothing_more) {
  given_a_smaller_license();
  const std::vector<commands::SeatChange> changes{Remove{"ten-sales", "anna"},
                                                  Remove{"ten-sales", "bo"}};
  change(serial, changes, true);
  EXPECT_EQ(change(serial, changes, true).verdict, Verdict::nothing_pending);
  EXPECT_EQ(appended_types(), Texts{});
}

}  // namespace
}  // namespace tests
