#include <set>

#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

using commands::Verdict;
using commands::write::EventStatus;
using ledger::ReasonCode;

/// Decisions that were made elsewhere and are posted here, among other events.
class ImportedDecision : public LedgerFixture {};

TEST_F(ImportedDecision, takes_its_place_among_those_made_here) {
  given_active(serial, {{"ten-sales", 1}});
  clock("2026-03-10");
  assign(serial, "ten-sales", "anna");
  clock("2026-03-20");
  // Both took effect before anna got her seat here.
  fact(serial, ledger::SeatAssigned{{"ten-sales", "bo", ledger::UserType::other}}, "2026-03-05");
  fact(serial, ledger::SeatAssigned{{"ten-sales", "anna", ledger::UserType::other}}, "2026-03-06");
  const auto seats = questions().seats(serial, {now(), now()}, {.user = "anna"});
  EXPECT_EQ(seats->value().front().since, at("2026-03-06"));
  EXPECT_EQ(seats->value().front().seat.user_type, ledger::UserType::other);
  EXPECT_EQ(row_of(view(serial), "ten-sales").in_use, 2);
  EXPECT_EQ(row_of(view(serial, at("2026-03-05")), "ten-sales").in_use, 1);
  // The writer decides on the same state.
  EXPECT_EQ(assign(serial, "ten-sales", "bo").verdict, Verdict::already_so);
  EXPECT_EQ(the(ReasonCode::no_free_seat, assign(serial, "ten-sales", "cia").reasons).in_use, 2);
}

TEST_F(ImportedDecision, may_undo_what_came_before_it_but_not_what_came_after) {
  given_active(serial, {{"ten-sales", 3}});
  clock("2026-03-10");
  assign(serial, "ten-sales", "anna");
  fact(serial, ledger::SeatRemoved{{"ten-sales", "anna"}}, "2026-03-05");
  EXPECT_EQ(row_of(view(serial), "ten-sales").in_use, 1);
  EXPECT_EQ(assign(serial, "ten-sales", "anna").verdict, Verdict::already_so);
  clock("2026-03-20");
  fact(serial, ledger::SeatRemoved{{"ten-sales", "anna"}}, "2026-03-15");
  EXPECT_EQ(assign(serial, "ten-sales", "anna").verdict, Verdict::done);
}

TEST_F(ImportedDecision, of_an_earlier_activation_does_not_replace_the_later_one) {
  given_active(serial, {{"ten-sales", 3}});
  clock("2026-03-10");
  fact(serial,
       ledger::LicenseActivated{
           .number = {1}, .mode = ledger::ActivationMode::manual, .modules = {{"ten-sales", 9}}},
       "2026-02-01");
  EXPECT_EQ(row_of(view(serial), "ten-sales").total, 3);
  EXPECT_EQ(assign(serial, "ten-sales", "anna").verdict, Verdict::done);
  fact(serial,
       ledger::LicenseActivated{
           .number = {1}, .mode = ledger::ActivationMode::manual, .modules = {{"ten-sales", 9}}},
       "2026-03-05");
  EXPECT_EQ(row_of(view(serial), "ten-sales").total, 9);
}

TEST_F(ImportedDecision, is_found_again_after_a_restart_and_after_a_crash) {
  given_active(serial, {{"ten-sales", 3}});
  clock("2026-03-10");
  assign(serial, "ten-sales", "anna");
  fact(serial, ledger::SeatRemoved{{"ten-sales", "anna"}}, "2026-03-05");
  fact(serial, ledger::SeatAssigned{{"ten-sales", "bo"}}, "2026-03-05");
  crash();
  EXPECT_EQ(assign(serial, "ten-sales", "bo").verdict, Verdict::already_so);
  EXPECT_EQ(row_of(view(serial), "ten-sales").in_use, 2);
  restart();
  EXPECT_EQ(assign(serial, "ten-sales", "anna").verdict, Verdict::already_so);
}

/// A whole log from elsewhere, with the instants at which its events were recorded.
class ImportedHistory : public LedgerFixture {
 protected:
  static commands::write::PostEvents history_of(const std::vector<ledger::EventPtr>& events,
                                                bool with_times) {
    commands::write::PostEvents posted;
    for (const auto& event : events) {
      posted.events.push_back(*event);
      // An exported event always states its time.
      if (with_times) posted.events.back().time = event->effective_at;
      posted.history.push_back({event->recorded_at, event->actor});
    }
    return posted;
  }

  std::vector<ledger::EventPtr> a_history() {
    given_license(serial, "Nordvik AB", {.auto_update = true});
    bind(serial, "Cust1");
    clock("2026-03-05");
    bought(serial, {{"ten-sales", 1}}, {.invoices = {"I-1"}, .time = "2026-03-10"});
    clock("2026-03-20");
    fact(serial, ledger::InvoiceVoided{.invoice_id = "I-1"}, "2026-03-15");
    assign(serial, "ten-sales", "anna");
    assign(serial, "ten-sales", "bo");
    return all_events();
  }
};

TEST_F(ImportedHistory, gives_the_same_log_and_the_same_answers) {
  for (const bool with_times : {false, true}) {
    const auto events = with_times ? all_events() : a_history();
    TestLedger other;
    const auto outcome = other.submit(history_of(events, with_times));
    for (const auto& event : outcome.events) EXPECT_EQ(event.status, EventStatus::appended);
    ASSERT_EQ(other.end(), end());
    for (std::size_t i = 0; i < events.size(); ++i) {
      EXPECT_EQ(other.event_at(i)->recorded_at, events[i]->recorded_at);
      EXPECT_EQ(other.event_at(i)->effective_at, events[i]->effective_at);
      EXPECT_EQ(other.event_at(i)->actor, events[i]->actor);
      EXPECT_EQ(other.event_at(i)->id, events[i]->id);
    }
    EXPECT_EQ(other.now(), at("2026-03-20"));
    EXPECT_EQ(other.view(serial).activated_at, view(serial).activated_at);
    EXPECT_EQ(row_of(other.view(serial), "ten-sales").in_use, 1);
    EXPECT_EQ(other.assign(serial, "ten-sales", "cia").verdict, Verdict::seat_refused);
  }
}

TEST_F(ImportedHistory, repeated_appends_nothing) {
  const auto events = a_history();
  TestLedger other;
  other.submit(history_of(events, false));
  const auto again = other.submit(history_of(events, false));
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(again.events[i].status, EventStatus::duplicate);
    EXPECT_EQ(again.events[i].position.value, i);
  }
  EXPECT_EQ(other.end(), end());
}

TEST_F(ImportedHistory, resumes_where_it_was_interrupted) {
  const auto events = a_history();
  TestLedger other;
  const std::vector<ledger::EventPtr> half{events.begin(), events.begin() + 4};
  other.submit(history_of(half, false));
  other.restart();
  other.submit(history_of(events, false));
  EXPECT_EQ(other.end(), end());
}

TEST_F(ImportedHistory, is_refused_if_the_log_ends_after_it) {
  const auto events = a_history();
  TestLedger other;
  other.clock("2026-03-10");
  other.given_license("1801000002");
  const auto outcome = other.submit(history_of(events, false));
  EXPECT_EQ(outcome.events.front().status, EventStatus::recorded_earlier);
}

/// The same with the positions, as an export gives them.
commands::write::PostEvents with_positions(commands::write::PostEvents posted,
                                           const std::vector<ledger::EventPtr>& events) {
  for (std::size_t i = 0; i < events.size(); ++i) posted.history[i].position = events[i]->position;
  return posted;
}

TEST_F(ImportedHistory, keeps_its_positions) {
  const auto events = a_history();
  TestLedger other;
  const auto posted = with_positions(history_of(events, true), events);
  for (const auto& event : other.submit(posted).events) {
    EXPECT_EQ(event.status, EventStatus::appended);
  }
  for (const auto& event : other.submit(posted).events) {
    EXPECT_EQ(event.status, EventStatus::duplicate);
  }
}

TEST_F(ImportedHistory, is_refused_from_the_first_gap_in_its_positions) {
  auto events = a_history();
  events.erase(events.begin() + 2);
  TestLedger other;
  const auto outcome = other.submit(with_positions(history_of(events, true), events));
  ASSERT_GT(events.size(), 3U);
  EXPECT_EQ(outcome.events[1].status, EventStatus::appended);
  for (std::size_t i = 2; i < events.size(); ++i) {
    EXPECT_EQ(outcome.events[i].status, EventStatus::position_mismatch);
    EXPECT_EQ(outcome.events[i].position.value, 2U);
  }
  EXPECT_EQ(other.end().value, 2U);
}

TEST_F(ImportedHistory, is_not_a_duplicate_of_itself_at_other_positions) {
  const auto events = a_history();
  TestLedger other;
  other.post({{.source = "/other",
               .id = "before",
               .subject = "1801000002",
               .data = ledger::LicenseRegistered{.company_name = "Sydvik AB"}}});
  other.submit(history_of(events, true));
  const auto outcome = other.submit(with_positions(history_of(events, true), events));
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(outcome.events[i].status, EventStatus::position_mismatch);
    EXPECT_EQ(outcome.events[i].position.value, i + 1);
  }
}

TEST_F(ImportedHistory, is_not_held_up_by_an_event_that_is_refused) {
  const auto events = a_history();
  auto posted = history_of(events, true);
  posted.events.insert(posted.events.begin() + 1, posted.events.front());
  posted.events[1].subject = "1801000002";
  posted.history.insert(posted.history.begin() + 1, {at("2099-01-01"), "billing:erp"});
  TestLedger other;
  const auto outcome = other.submit(posted);
  EXPECT_EQ(outcome.events[1].status, EventStatus::id_reused);
  EXPECT_EQ(outcome.events.back().status, EventStatus::appended);
  EXPECT_EQ(other.end(), end());
}

TEST_F(ImportedHistory, keeps_identities_apart_if_the_log_is_longer) {
  const auto events = a_history();
  TestLedger other;
  // The log here is longer, so the ids contain other positions than those here.
  for (const char* number : {"1801000002", "1801000003", "1801000004"}) other.given_license(number);
  other.submit(history_of(events, false));
  for (const char* user : {"cia", "dan", "eva", "finn", "gun", "hans", "ida"}) {
    other.assign(serial, "ten-sales", user);
  }
  std::set<std::pair<std::string, std::string>> identities;
  for (const auto& event : other.all_events()) {
    EXPECT_TRUE(identities.emplace(event->source, event->id).second) << event->id;
  }
}

TEST_F(ImportedHistory, keeps_identities_apart_if_the_log_is_shorter) {
  const auto events = a_history();
  TestLedger other;
  // Only the registration and the last decisions: their ids are ahead of the positions here.
  other.submit(history_of({events.front(), events.at(events.size() - 2), events.back()}, false));
  for (const char* user : {"cia", "dan", "eva", "finn", "gun", "hans", "ida"}) {
    other.assign(serial, "ten-sales", user);
  }
  std::set<std::pair<std::string, std::string>> identities;
  for (const auto& event : other.all_events()) {
    EXPECT_TRUE(identities.emplace(event->source, event->id).second) << event->id;
  }
}

}  // namespace
}  // namespace tests
