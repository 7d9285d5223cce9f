#include <algorithm>
#include <set>

#include "projections/timeline.h"
#include "tests/support/known_reasons.h"
#include "tests/support/property.h"
#include "tests/support/random_history.h"

namespace tests {
namespace {

using ledger::Instant;
using projections::Period;
using projections::ReasonPeriod;
using projections::Timeline;
using projections::reasons::Reasons;

bool covers(const Period& period, Instant at) {
  return period.from <= at && (!period.until || at < *period.until);
}

std::string text_of(const ledger::Reason& reason, Instant since) {
  return std::string{ledger::name_of(reason.code)} + " " + reason.module_name + reason.invoice_id +
         reason.payment_id + reason.serial_number + " since " + ledger::to_text(since);
}

std::multiset<std::string> held_at(const std::vector<ReasonPeriod>& periods, Instant at) {
  std::multiset<std::string> texts;
  for (const auto& period : periods) {
    if (covers(period, at)) texts.insert(text_of(period.reason, period.from));
  }
  return texts;
}

std::multiset<std::string> shown(const Reasons& reasons) {
  std::multiset<std::string> texts;
  for (const auto& reason : reasons) texts.insert(text_of(reason, *reason.since));
  return texts;
}

/// Where something changes, just before and just after, and its ends.
std::set<Instant> probes(const Timeline& timeline) {
  std::set<Instant> instants{timeline.from, timeline.until};
  for (const Instant at : timeline.instants) {
    for (const std::int64_t near : {-1, 0, 1}) {
      const Instant probe{at.micros + near};
      if (timeline.from <= probe && probe <= timeline.until) instants.insert(probe);
    }
  }
  return instants;
}

/// The only period that covers the instant; null if there is none.
template <class P>
const P* period_at(const std::vector<P>& periods, Instant at) {
  const P* found = nullptr;
  for (const auto& period : periods) {
    if (!covers(period, at)) continue;
    RC_ASSERT(found == nullptr);
    found = &period;
  }
  return found;
}

void hold_against_views(TestLedger& ledger, const char* serial, const Timeline& timeline,
                        Instant known_at) {
  for (const Instant at : probes(timeline)) {
    const auto answer = ledger.answer(serial, {at, known_at});
    if (!answer) {
      RC_ASSERT(period_at(timeline.stages, at) == nullptr);
      RC_ASSERT(held_at(timeline.reasons, at).empty() && held_at(timeline.warnings, at).empty());
      continue;
    }
    const auto& view = answer->view;
    RC_ASSERT(held_at(timeline.reasons, at) == shown(view.blocking_reasons));
    RC_ASSERT(held_at(timeline.warnings, at) == shown(view.warnings));
    const auto* stage = period_at(timeline.stages, at);
    RC_ASSERT(stage != nullptr);
    RC_ASSERT(stage->stage == view.stage);
    RC_ASSERT(stage->number == view.current_number);
    const auto* pending = period_at(timeline.pending, at);
    RC_ASSERT((pending != nullptr) == view.pending.has_value());
    if (pending != nullptr) {
      RC_ASSERT(pending->number == view.pending->number);
      RC_ASSERT(pending->held == view.pending->held);
    }
  }
}

/// A reason that has ended is shown as in the last view before its end.
void hold_evidence_against_views(TestLedger& ledger, const char* serial,
                                 const std::vector<ReasonPeriod>& periods, Instant end,
                                 Instant known_at) {
  for (const auto& period : periods) {
    const Instant last = period.until ? Instant{period.until->micros - 1} : end;
    const auto view = ledger.view(serial, last, known_at);
    Reasons all = view.blocking_reasons;
    all.insert(all.end(), view.warnings.begin(), view.warnings.end());
    RC_ASSERT(std::ranges::find(all, period.reason) != all.end());
  }
}

TEST(Timeline, shows_at_every_instant_what_the_view_shows) {
  holds_in(100, [] {
    const auto steps = *random_steps();
    const int from = *rc::gen::inRange(-40, 60);
    const int until = *rc::gen::inRange(from, 120);
    const int known = *rc::gen::inRange(0, 60);
    TestLedger ledger;
    perform(ledger, opening_steps());
    perform(ledger, steps);
    const auto known_at = std::min(start_of_day(known), ledger.now());
    const auto end = start_of_day(until);
    const auto questions = ledger.questions();
    for (const char* serial : pool_serials) {
      for (const auto begin : {std::optional<Instant>{}, std::optional{start_of_day(from)}}) {
        const auto timeline = questions.timeline(serial, begin, {end, known_at}).value();
        RC_ASSERT(timeline.has_value() == ledger.answer(serial, {end, known_at}).has_value());
        if (!timeline) continue;
        hold_against_views(ledger, serial, *timeline, known_at);
        hold_evidence_against_views(ledger, serial, timeline->reasons, end, known_at);
        hold_evidence_against_views(ledger, serial, timeline->warnings, end, known_at);
      }
    }
  });
}

class TimelineOf : public LedgerFixture {
 protected:
  static constexpr const char* serial = "1801000001";

  Timeline timeline(std::optional<Instant> from = {}) const {
    return *questions().timeline(serial, from, {now(), now()}).value();
  }
};

TEST_F(TimelineOf, an_invoice_names_the_payment_that_ended_it) {
  given_license(serial);
  invoice(serial, "INV-1", 1000, "2026-03-04");
  clock("2026-03-10");
  paid(serial, "INV-1", 1000, "PAY-1");
  clock("2026-03-20");
  const auto found = timeline();
  const auto unpaid = std::ranges::find(found.reasons, ledger::ReasonCode::unpaid,
                                        [](const auto& period) { return period.reason.code; });
  ASSERT_NE(unpaid, found.reasons.end());
  EXPECT_EQ(unpaid->from, at("2026-03-05"));
  EXPECT_EQ(unpaid->until, at("2026-03-10"));
  ASSERT_TRUE(unpaid->ended_by.has_value());
  EXPECT_EQ(unpaid->ended_by->type, ledger::EventType::payment_received);
  EXPECT_EQ(unpaid->reason.open, 1000);
}

TEST_F(TimelineOf, a_reason_names_what_ended_it_and_not_the_activation_that_follows) {
  given_license(serial, "Nordvik AB", {.auto_update = true});
  bind(serial, "Cust1", {.deployment = ledger::Deployment::onsite, .version = "9"});
  invoice(serial, "INV-1", 1000, "2026-12-31");
  agreed(serial, "8");
  bought(serial, {{"ten-sales", 1}}, {.invoices = {"INV-1"}});
  clock("2026-03-10");
  paid(serial, "INV-1", 1000, "PAY-1");
  clock("2026-03-12");
  agreed(serial, "9", "", "M-2");
  clock("2026-03-20");
  const auto found = timeline();
  ASSERT_TRUE(found.attempts.back()->effective_at == at("2026-03-12"));
  const auto ended_by = [&](ledger::ReasonCode code) {
    const auto period =
        std::ranges::find(found.reasons, code, [](const auto& one) { return one.reason.code; });
    return period != found.reasons.end() && period->ended_by
               ? std::string{ledger::name_of(period->ended_by->type)}
               : "nothing";
  };
  EXPECT_EQ(ended_by(ledger::ReasonCode::unpaid), "payment.received.v1");
  EXPECT_EQ(ended_by(ledger::ReasonCode::version), "maintenance.agreed.v1");
}

TEST_F(TimelineOf, a_license_that_expires_shows_what_time_alone_does_and_what_is_to_come) {
  given_active(serial, {{"ten-sales", 1, "2026-04-30"}});
  clock("2026-04-10");
  const auto found = timeline();
  ASSERT_EQ(found.stages.size(), 2U);
  EXPECT_EQ(found.stages[0].stage, projections::state::Stage::valid);
  EXPECT_EQ(found.stages[1].stage, projections::state::Stage::warning);
  EXPECT_EQ(found.stages[1].from, at("2026-04-02"));
  EXPECT_EQ(found.stages[1].until, std::nullopt);
  ASSERT_EQ(found.coming.size(), 2U);
  EXPECT_EQ(found.coming[0].on, on("2026-04-30"));
  EXPECT_EQ(found.coming[0].stage, projections::state::Stage::grace);
  EXPECT_EQ(found.coming[1].stage, projections::state::Stage::read_only);
}

TEST_F(TimelineOf, very_many_attempts_begins_where_none_is_missing) {
  given_license(serial);
  bought(serial, {{"ten-sales", 1}});
  const std::size_t tries = projections::max_periods + 20;
  for (std::size_t i = 0; i < tries; ++i) {
    clock(Instant{now().micros + 1'000'000});
    activate(serial);  // not bound
  }
  const auto found = timeline();
  EXPECT_EQ(found.attempts.size(), projections::max_periods);
  EXPECT_GT(found.from, at(start_of_tests));
  EXPECT_LE(found.from, found.attempts.front()->effective_at);
  EXPECT_EQ(timeline(found.from).attempts.size(), projections::max_periods);
}

}  // namespace
}  // namespace tests
