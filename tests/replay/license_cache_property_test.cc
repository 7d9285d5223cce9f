#include "replay/license_cache.h"
#include "tests/support/describe.h"
#include "tests/support/property.h"
#include "tests/support/random_history.h"

namespace tests {
namespace {

using replay::LicenseCache;

std::string answered(const std::optional<replay::LicenseAnswer>& answer) {
  if (!answer) return "not registered";
  return text_of(answer->view) + "position " + std::to_string(answer->position.value) +
         " revision " + std::to_string(answer->revision.value);
}

TEST(LicenseCache, moved_forward_gives_the_answer_of_a_whole_fold_after_every_step) {
  holds_in(150, [] {
    const auto steps = *random_steps();
    TestLedger ledger;
    perform(ledger, opening_steps());
    const auto questions = ledger.questions();
    for (const auto& step : steps) {
      perform(ledger, {step});
      const auto now = ledger.now();
      for (const char* serial : pool_serials) {
        const auto kept = questions.license_now(serial, now).value();
        RC_ASSERT(answered(kept.answer) == answered(ledger.answer(serial, {now, now})));
      }
    }
  });
}

/// Several facts and decisions at one instant, asked about after each.
TEST(LicenseCache, knows_since_when_though_more_happens_at_the_instant_that_it_has_reached) {
  TestLedger ledger;
  const auto questions = ledger.questions();
  const auto since = [&] {
    const auto found = questions.license_now(serial, ledger.now()).value();
    const auto& reasons = found.answer->view.blocking_reasons;
    return reasons.empty() ? std::string{} : ledger::to_text(*reasons.front().since);
  };
  ledger.given_active(serial, {{"ten-sales", 1}});
  ledger.invoice(serial, "I-1", 100, "2025-01-01");
  const auto overdue = since();
  EXPECT_NE(overdue, "");
  ledger.clock(plus_days(ledger.now(), 1));
  EXPECT_EQ(since(), overdue);
  ledger.paid(serial, "I-1", 100);
  EXPECT_EQ(since(), "");
  ledger.fact(serial, ledger::PaymentReversed{.reversal_id = "V-1",
                                              .payment_id = "P-1",
                                              .amount = 100,
                                              .kind = ledger::ReversalKind::bounced});
  EXPECT_EQ(since(), overdue);
}

/// Of two decisions of one instant, the one recorded last may belong before the other.
TEST(LicenseCache, folds_decisions_of_one_instant_in_their_order) {
  TestLedger ledger;
  const auto questions = ledger.questions();
  const auto is_as_folded = [&] {
    const auto kept = questions.license_now(serial, ledger.now()).value();
    return answered(kept.answer) == answered(ledger.answer(serial, {ledger.now(), ledger.now()}));
  };
  ledger.given_active(serial, {{"ten-sales", 5}});
  ledger.assign(serial, "ten-sales", "bo");
  EXPECT_TRUE(is_as_folded());
  ledger.fact(serial, ledger::SeatAssigned{{"ten-sales", "anna"}});
  EXPECT_TRUE(is_as_folded());
  ledger.remove(serial, "ten-sales", "anna");
  EXPECT_TRUE(is_as_folded());
  ledger.fact(serial, ledger::SeatRemoved{{"ten-sales", "bo"}});
  EXPECT_TRUE(is_as_folded());
  ledger.assign(serial, "ten-sales", "bo");
  EXPECT_TRUE(is_as_folded());
}

/// Of what replaced it only for a moment, nothing must be kept.
TEST(LicenseCache, knows_since_when_though_another_warning_came_and_went_at_the_instant) {
  TestLedger ledger;
  const auto questions = ledger.questions();
  const auto activate_until = [&](std::uint32_t number, const char* expires_on) {
    ledger.fact(serial, ledger::LicenseActivated{.number = {number},
                                                 .mode = ledger::ActivationMode::manual,
                                                 .modules = {{"ten-sales", 1}},
                                                 .expires_on = on(expires_on)});
  };
  const auto stage = [&] {
    const auto view = questions.license_now(serial, ledger.now()).value().answer->view;
    const auto& warning = view.warnings.front();
    return std::string{ledger::name_of(warning.code)} + " " +
           ledger::to_text(*warning.since).substr(0, 10);
  };
  ledger.given_license(serial);
  activate_until(1, "2026-03-10");
  ledger.clock("2026-03-15");
  EXPECT_EQ(stage(), "in_grace 2026-03-10");
  activate_until(2, "2026-04-01");
  EXPECT_EQ(stage(), "expires_soon 2026-03-15");
  activate_until(3, "2026-03-10");
  EXPECT_EQ(stage(), "in_grace 2026-03-10");
}

TEST(LicenseCache, does_not_fold_more_than_it_is_allowed_to) {
  TestLedger ledger;
  ledger.given_active(serial, {{"ten-sales", 1}});
  const LicenseCache cache{*ledger.opened().streams, 1000};
  int used = 0;
  const auto ask = [&](std::uint64_t most) {
    return cache
        .with(serial, ledger.now(), most,
              [&](const replay::TrackedLicense&, ledger::Instant) { ++used; })
        .value();
  };
  EXPECT_EQ(ask(2), LicenseCache::Found::takes_long);
  EXPECT_EQ(used, 0);
  EXPECT_EQ(ask(LicenseCache::unlimited), LicenseCache::Found::yes);
  ledger.assign(serial, "ten-sales", "anna");
  EXPECT_EQ(ask(2), LicenseCache::Found::yes) << "one event is new";
  EXPECT_EQ(used, 2);
}

TEST(LicenseCache, finds_no_license_that_is_unknown_or_not_yet_registered) {
  TestLedger ledger;
  ledger.given_license(serial, "Nordvik AB", {.time = "2099-01-01"});
  const LicenseCache cache{*ledger.opened().streams, 1000};
  const auto find = [&](const char* wanted) {
    return cache
        .with(wanted, ledger.now(), LicenseCache::unlimited,
              [](const replay::TrackedLicense&, ledger::Instant) {})
        .value();
  };
  EXPECT_EQ(find(serial), LicenseCache::Found::not_registered);
  EXPECT_EQ(find("1809999999"), LicenseCache::Found::not_registered);
}

/// A question that was asked before an event was recorded, and is answered after.
TEST(LicenseCache, shows_an_event_whose_revision_it_states) {
  TestLedger ledger;
  ledger.given_active(serial, {{"ten-sales", 1}});
  const auto questions = ledger.questions();
  const auto asked = ledger.now();
  ledger.clock(plus_days(asked, 1));
  ledger.assign(serial, "ten-sales", "anna");
  const auto answer = questions.license_now(serial, asked).value().answer;
  EXPECT_EQ(answer->revision, ledger.events_of(serial).back()->revision);
  EXPECT_EQ(answer->view.modules.front().in_use, 1);
  EXPECT_EQ(answer->at.as_of, ledger.now());
}

/// Each license that is dropped is folded again when it is asked about.
TEST(LicenseCache, keeps_no_more_events_than_it_may) {
  TestLedger ledger;
  const LicenseCache cache{*ledger.opened().streams, 10};
  for (const char* one : pool_serials) {
    ledger.given_license(one);
    for (int i = 0; i < 6; ++i) ledger.agreed(one, "8", "", "M-" + std::to_string(i));
  }
  const auto find = [&](const char* wanted, std::uint64_t most) {
    return cache
        .with(wanted, ledger.now(), most, [](const replay::TrackedLicense&, ledger::Instant) {})
        .value();
  };
  for (const char* one : pool_serials) {
    EXPECT_EQ(find(one, LicenseCache::unlimited), LicenseCache::Found::yes);
  }
  EXPECT_EQ(find(pool_serials[2], 2), LicenseCache::Found::yes);
  EXPECT_EQ(find(pool_serials[0], 2), LicenseCache::Found::takes_long);
}

}  // namespace
}  // namespace tests
