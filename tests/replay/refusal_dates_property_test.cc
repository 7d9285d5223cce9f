#include <map>

#include "replay/refusal_dates.h"
#include "tests/support/known_reasons.h"
#include "tests/support/property.h"
#include "tests/support/random_history.h"

namespace tests {
namespace {

using commands::write::CommandOutcome;
using projections::reasons::Reasons;

TEST(RefusalDates, do_not_change_with_what_is_recorded_later) {
  holds_in(100, [] {
    const auto steps = *random_steps();
    TestLedger ledger;
    perform(ledger, opening_steps());
    std::map<std::uint64_t, Reasons> at_first;
    for (const auto& step : steps) {
      const CommandOutcome outcome = perform(ledger, step);
      if (!commands::is_refusal(outcome.verdict)) continue;
      const auto reasons = ledger.dated(outcome);
      RC_ASSERT(reasons.size() == outcome.reasons.size());
      for (const auto& reason : reasons) RC_ASSERT(reason.since.has_value());
      at_first.emplace(outcome.last_event->position.value, reasons);
    }
    const auto questions = ledger.questions();
    for (const auto& [position, reasons] : at_first) {
      const auto refusal = ledger.event_at(position);
      RC_ASSERT(questions.dated(*refusal, ledger.now()).value() == reasons);
    }
    for (const char* serial : pool_serials) {
      const auto page = questions.attempts(serial, ledger.now(), 0, 1000).value();
      if (!page) continue;
      for (const auto& attempt : page->attempts) {
        const auto found = at_first.find(attempt.position.value);
        if (found != at_first.end()) RC_ASSERT(attempt.reasons == found->second);
      }
    }
  });
}

class DatedRefusal : public LedgerFixture {
 protected:
  static constexpr const char* serial = "1801000001";

  /// Since when the only reason of the refusal has held.
  std::string since(const CommandOutcome& refused) const {
    const auto reasons = dated(refused);
    return reasons.size() == 1 ? ledger::to_text(*reasons.front().since).substr(0, 10) : "not one";
  }
};

TEST_F(DatedRefusal, of_a_reassignment_are_judged_without_the_seat_that_is_given_up) {
  given_plans();
  given_active(serial, {{"ten-sales", 1}, {"ten-service", 1}});
  assign(serial, "ten-sales", "anna");
  clock("2026-03-05");
  assign(serial, "ten-service", "bo");
  clock("2026-03-09");
  EXPECT_EQ(since(change(serial, {commands::Reassign{"anna", "ten-sales", "ten-service"}})),
            "2026-03-05");
}

TEST_F(DatedRefusal, of_a_seat_in_a_batch_that_activates_are_judged_by_the_pending_license) {
  given_active(serial, {{"ten-sales", 2}});
  assign(serial, "ten-sales", "anna");
  clock("2026-03-05");
  bought(serial, {{"ten-sales", 1}});
  clock("2026-03-09");
  EXPECT_EQ(since(change(serial, {commands::Assign{{"ten-sales", "bo"}}}, true)), "2026-03-05");
}

TEST_F(DatedRefusal, of_a_removal_follow_what_would_go_with_it) {
  given_module("base", {.service_access = true});
  given_module("extra", {.prerequisite = "base"});
  given_active(serial, {{"base", 1}, {"extra", 1}});
  assign(serial, "base", "anna");
  assign(serial, "extra", "anna");
  clock("2026-03-05");
  request_opened(serial, "anna");
  clock("2026-03-09");
  EXPECT_EQ(since(remove(serial, "base", "anna", true)), "2026-03-05");
}

TEST_F(DatedRefusal, of_a_forged_file_begin_when_nothing_else_was_wrong_with_the_request) {
  given_license(serial);
  bought(serial, {{"ten-sales", 1}});
  clock("2026-03-05");
  bind(serial, "Cust2");
  clock("2026-03-07");
  given_license("1801000002");
  change_serial("Cust2", "1801000002");
  bind(serial, "Cust1");
  clock("2026-03-09");
  const auto refused =
      activate(serial, {.cust_id = "Cust1", .file = projections::reasons::FileClaims{}});
  EXPECT_EQ(since(refused), "2026-03-07");
}

/// Trusted history may say what no rule would.
TEST_F(DatedRefusal, of_another_ledger_are_dated_whatever_they_say) {
  given_license(serial);
  const std::vector<ledger::Reason> odd{{.code = ledger::ReasonCode::no_free_seat},
                                        {.code = ledger::ReasonCode::already_bound},
                                        {.code = ledger::ReasonCode::unpaid, .invoice_id = "none"}};
  fact(serial, ledger::ActivationBlocked{.reasons = odd});
  fact(serial, ledger::InstallationBindingRefused{.cust_id = "Cust9", .reasons = odd});
  fact(serial, ledger::SeatAssignmentRefused{{"ten-sales", "anna"}, odd});
  fact(serial, ledger::SeatRemovalRefused{.user = "anna", .reasons = odd});
  for (const auto& event : events_of(serial)) {
    if (ledger::refusal_reasons(event->data) == nullptr) continue;
    const auto dated = questions().dated(*event, now()).value();
    ASSERT_EQ(dated.size(), odd.size());
    for (const auto& reason : dated) EXPECT_EQ(reason.since, now());
  }
  const auto page = questions().attempts(serial, now(), 0, 10).value();
  ASSERT_EQ(page->attempts.size(), 1U);
  EXPECT_EQ(page->attempts.front().reasons.front().since, now());
}

}  // namespace
}  // namespace tests
