#include <fmt/format.h>

#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

using commands::write::EventOutcome;
using commands::write::EventStatus;
using ledger::Event;
using ledger::Position;

std::vector<EventStatus> statuses(const std::vector<EventOutcome>& outcomes) {
  std::vector<EventStatus> statuses;
  for (const auto& outcome : outcomes) statuses.push_back(outcome.status);
  return statuses;
}

class PostEvents : public LedgerFixture {
 protected:
  Event paid_under(const std::string& id, std::int64_t amount, std::string_view time = "") {
    Event paid = event(
        serial,
        ledger::PaymentReceived{
            .payment_id = "P-" + id, .invoice_id = "I-1", .amount = amount, .currency = "SEK"},
        time);
    paid.id = id;
    return paid;
  }
};

TEST_F(PostEvents, appends_each_at_the_next_position) {
  given_license(serial);
  const auto outcomes = post({paid_under("a", 1), paid_under("b", 2)});
  EXPECT_EQ(outcomes[0].status, EventStatus::appended);
  EXPECT_EQ(outcomes[0].position, Position{1});
  EXPECT_EQ(outcomes[1].position, Position{2});
  EXPECT_EQ(event_at(2)->revision, ledger::Revision{2});
  EXPECT_EQ(event_at(2)->previous, Position{1});
  EXPECT_EQ(event_at(2)->actor, "admin:anna");
}

TEST_F(PostEvents, returns_the_first_position_of_a_repeated_event) {
  given_license(serial);
  post({paid_under("a", 1)});
  clock("2026-03-05");
  const auto again = post({paid_under("a", 1), paid_under("a", 1, start_of_tests)});
  EXPECT_EQ(statuses(again), std::vector(2, EventStatus::duplicate));
  EXPECT_EQ(again[0].position, Position{1});
  EXPECT_EQ(again[1].position, Position{1});
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(PostEvents, refuses_an_identity_reused_with_other_content) {
  given_license(serial);
  given_license("1801000002");
  post({paid_under("a", 1)});
  Event elsewhere = paid_under("a", 1);
  elsewhere.subject = "1801000002";
  Event other_type = paid_under("a", 1);
  other_type.data = ledger::InvoiceVoided{.invoice_id = "I-1"};
  const auto outcomes =
      post({paid_under("a", 2), elsewhere, other_type, paid_under("a", 1, "2026-02-01")});
  EXPECT_EQ(statuses(outcomes), std::vector(4, EventStatus::id_reused));
  EXPECT_EQ(appended_types(), Texts{});
  // The same id from another source is another identity.
  Event other_source = paid_under("a", 2);
  other_source.source = "/elsewhere";
  EXPECT_EQ(post({other_source}).front().status, EventStatus::appended);
}

TEST_F(PostEvents, knows_identities_after_a_restart_and_after_a_crash) {
  given_license(serial);
  post({paid_under("a", 1)});
  restart();
  post({paid_under("b", 1)});
  crash();
  for (const char* id : {"a", "b"}) {
    EXPECT_EQ(post({paid_under(id, 1)}).front().status, EventStatus::duplicate) << id;
    EXPECT_EQ(post({paid_under(id, 2)}).front().status, EventStatus::id_reused) << id;
  }
}

TEST_F(PostEvents, refuses_facts_of_an_unknown_license) {
  EXPECT_EQ(post({paid_under("a", 1)}).front().status, EventStatus::license_not_found);
  EXPECT_EQ(end(), Position{0});
  given_license(serial);
  EXPECT_EQ(post({paid_under("a", 1)}).front().status, EventStatus::appended);
}

TEST_F(PostEvents, refuses_a_decision_that_has_not_happened_yet) {
  given_license(serial);
  const auto outcomes =
      post({event(serial, ledger::SeatAssigned{{"ten-sales", "anna"}}, "2026-03-02"),
            event(serial, ledger::SeatAssigned{{"ten-sales", "bo"}}, start_of_tests)});
  EXPECT_EQ(statuses(outcomes), (std::vector{EventStatus::dated_in_future, EventStatus::appended}));
}

TEST_F(PostEvents, refuses_what_is_too_large_for_a_record_and_continues) {
  given_license(serial);
  ledger::PendingHeld held{.number = {1}, .reason = std::string(70'000, 'x')};
  const auto outcomes = post({event(serial, held), paid_under("a", 1)});
  EXPECT_EQ(statuses(outcomes), (std::vector{EventStatus::too_large, EventStatus::appended}));
  EXPECT_EQ(outcomes[1].position, Position{1});
}

TEST_F(PostEvents, reports_the_bad_ones_of_ten_thousand_and_appends_the_others) {
  for (const char* number : {"1801000001", "1801000002", "1801000003"}) given_license(number);
  post({paid_under("taken", 1)});
  std::vector<Event> batch;
  std::vector<EventStatus> expected;
  for (std::size_t i = 0; i < 10'000; ++i) {
    Event good = paid_under(fmt::format("p-{}", i), static_cast<std::int64_t>(i));
    good.subject = fmt::format("180100000{}", i % 3 + 1);
    expected.push_back(EventStatus::appended);
    if (i % 200 == 17) {
      good.subject = "1809999999";
      expected.back() = EventStatus::license_not_found;
    } else if (i % 200 == 117) {
      good.id = "taken";
      expected.back() = EventStatus::id_reused;
    }
    batch.push_back(std::move(good));
  }
  const auto first = post(batch);
  EXPECT_EQ(statuses(first), expected);
  EXPECT_EQ(appended().size(), 9'900U);
  const auto end_before = end();

  const auto second = post(batch);
  ASSERT_EQ(second.size(), first.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    const bool was_appended = first[i].status == EventStatus::appended;
    EXPECT_EQ(second[i].status, was_appended ? EventStatus::duplicate : expected[i]) << i;
    EXPECT_EQ(second[i].position, first[i].position) << i;
  }
  EXPECT_EQ(end(), end_before);
}

class PostEventsAtomically : public PostEvents {};

TEST_F(PostEventsAtomically, appends_all_or_nothing) {
  given_license(serial);
  Event unknown = paid_under("b", 1);
  unknown.subject = "1809999999";
  EXPECT_EQ(statuses(post({paid_under("a", 1), unknown, paid_under("c", 1)}, true)),
            (std::vector{EventStatus::not_attempted, EventStatus::license_not_found,
                         EventStatus::not_attempted}));
  EXPECT_EQ(appended_types(), Texts{});
  EXPECT_EQ(statuses(post({paid_under("a", 1), paid_under("c", 1)}, true)),
            std::vector(2, EventStatus::appended));
}

TEST_F(PostEventsAtomically, accepts_known_events_as_duplicates) {
  given_license(serial);
  post({paid_under("a", 1)});
  const auto outcomes = post({paid_under("a", 1), paid_under("b", 1), paid_under("b", 1)}, true);
  EXPECT_EQ(statuses(outcomes),
            (std::vector{EventStatus::duplicate, EventStatus::appended, EventStatus::duplicate}));
  EXPECT_EQ(outcomes[2].position, outcomes[1].position);
  EXPECT_EQ(appended().size(), 1U);
}

TEST_F(PostEventsAtomically, treats_an_event_with_a_time_as_a_duplicate_of_the_same_without) {
  given_license(serial);
  // An event without a time is effective now, so both are the same.
  EXPECT_EQ(statuses(post({paid_under("b", 1), paid_under("b", 1, start_of_tests)})),
            (std::vector{EventStatus::appended, EventStatus::duplicate}));
  EXPECT_EQ(statuses(post({paid_under("c", 1), paid_under("c", 1, start_of_tests)}, true)),
            (std::vector{EventStatus::appended, EventStatus::duplicate}));
}

TEST_F(PostEventsAtomically, may_register_the_license_of_its_facts) {
  const auto outcomes = post(
      {event(serial, ledger::LicenseRegistered{.company_name = "Nordvik AB"}), paid_under("a", 1)},
      true);
  EXPECT_EQ(statuses(outcomes), std::vector(2, EventStatus::appended));
}

TEST_F(PostEventsAtomically, appends_nothing_if_a_decision_on_a_new_license_is_in_the_future) {
  const auto outcomes =
      post({event(serial, ledger::LicenseRegistered{.company_name = "Nordvik AB"}),
            event(serial, ledger::SeatAssigned{{"ten-sales", "anna"}}, "2026-03-02")},
           true);
  EXPECT_EQ(statuses(outcomes),
            (std::vector{EventStatus::not_attempted, EventStatus::dated_in_future}));
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(PostEventsAtomically, refuses_one_identity_with_two_contents) {
  given_license(serial);
  EXPECT_EQ(statuses(post({paid_under("a", 1), paid_under("a", 2)}, true)),
            (std::vector{EventStatus::not_attempted, EventStatus::id_reused}));
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(PostEventsAtomically, appends_nothing_if_one_record_is_slightly_too_large) {
  given_license(serial);
  // All sizes around the limit, including one that exceeds it by only a few bytes.
  for (std::size_t size = 65'000; size < 65'535; size += 8) {
    const auto before = end();
    const auto outcomes =
        post({event(serial, ledger::InvoiceVoided{.invoice_id = "I-1"}),
              event(serial, ledger::PendingHeld{.number = {1}, .reason = std::string(size, 'x')})},
             true);
    const bool too_large = outcomes[1].status == EventStatus::too_large;
    ASSERT_EQ(outcomes[0].status, too_large ? EventStatus::not_attempted : EventStatus::appended)
        << size;
    ASSERT_EQ(end().value - before.value, too_large ? 0U : 2U) << size;
  }
}

}  // namespace
}  // namespace tests
