#include "replay/what_if.h"

#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

using ledger::ReasonCode;
using replay::WhatIf;

class WhatIfPolicy : public LedgerFixture {
 protected:
  WhatIf under(ledger::PolicyChanged policy) {
    const auto found = replay::decide_again(*opened().streams, *opened().directory, policy,
                                            {.end = end(), .now = now()}, 2);
    EXPECT_TRUE(found.has_value());
    return found ? *found : WhatIf{};
  }
  /// An invoice of the license is three days overdue, and no purchase waits for it.
  void given_overdue() {
    given_active(serial, {{"ten-sales", 2}});
    invoice(serial, "I-1", 10'000, "2026-03-02");
    bought(serial, {{"ten-sales", 3}});
    clock("2026-03-06T12:00:00Z");
  }
};

TEST_F(WhatIfPolicy, with_more_grace_activates_what_was_blocked) {
  given_overdue();
  EXPECT_EQ(codes_of(activate(serial).reasons), Texts{"unpaid I-1"});
  const auto found = under({.payment_grace_days = 10});
  EXPECT_EQ(found.attempts, 2U);
  ASSERT_EQ(found.licenses.size(), 1U);
  ASSERT_EQ(found.licenses[0].attempts.size(), 1U);
  const auto& decided = found.licenses[0].attempts[0];
  EXPECT_EQ(found.licenses[0].serial_number, serial);
  EXPECT_EQ(decided.attempt.position, ledger::Position{end().value - 1});
  EXPECT_EQ(decided.attempt.at, at("2026-03-06T12:00:00Z"));
  EXPECT_FALSE(decided.attempt.activated);
  EXPECT_TRUE(decided.would_be_activated);
  EXPECT_EQ(decided.would_be_free_of,
            (std::vector<projections::state::ReasonKey>{{ReasonCode::unpaid, "I-1"}}));
}

TEST_F(WhatIfPolicy, with_more_grace_still_blocks_for_what_else_is_wrong) {
  given_overdue();
  assign(serial, "ten-sales", "anna");
  assign(serial, "ten-sales", "bo");
  bought(serial, {{"ten-sales", 1}});
  EXPECT_EQ(codes_of(activate(serial).reasons), (Texts{"unpaid I-1", "excess ten-sales"}));
  const auto found = under({.payment_grace_days = 10});
  ASSERT_EQ(found.licenses.size(), 1U);
  EXPECT_FALSE(found.licenses[0].attempts[0].would_be_activated);
}

TEST_F(WhatIfPolicy, with_less_grace_blocks_what_was_activated) {
  policy({.payment_grace_days = 30});
  given_overdue();
  EXPECT_EQ(activate(serial).verdict, commands::Verdict::done);
  // Later events do not count.
  clock("2026-06-01");
  const auto found = under({.payment_grace_days = 0});
  ASSERT_EQ(found.licenses.size(), 1U);
  ASSERT_EQ(found.licenses[0].attempts.size(), 1U);
  EXPECT_TRUE(found.licenses[0].attempts[0].attempt.activated);
  EXPECT_FALSE(found.licenses[0].attempts[0].would_be_activated);
  EXPECT_EQ(found.licenses[0].attempts[0].would_be_blocked_by,
            (std::vector<projections::state::ReasonKey>{{ReasonCode::unpaid, "I-1"}}));
  EXPECT_EQ(under({.payment_grace_days = 3}).licenses.size(), 1U);
  EXPECT_EQ(under({.payment_grace_days = 4}).licenses.size(), 0U);
}

TEST_F(WhatIfPolicy, equal_to_the_recorded_one_changes_nothing) {
  given_overdue();
  activate(serial);
  EXPECT_EQ(under({.payment_grace_days = 0}).licenses.size(), 0U);
  EXPECT_EQ(under({.warning_days = 1, .grace_days = 1, .activated_notice_days = 1}).licenses.size(),
            0U);
}

TEST_F(WhatIfPolicy, judges_by_what_was_known_then) {
  given_overdue();
  activate(serial);
  // It had been paid before, but that was not known.
  fact(serial,
       ledger::PaymentReceived{
           .payment_id = "P-1", .invoice_id = "I-1", .amount = 10'000, .currency = "SEK"},
       "2026-03-02");
  EXPECT_EQ(under({.payment_grace_days = 10}).licenses.size(), 1U);
}

TEST_F(WhatIfPolicy, does_not_change_refusals_caused_by_the_request) {
  given_overdue();
  EXPECT_EQ(codes_of(activate(serial, {.cust_id = "Cust9", .number = {}, .file = {}}).reasons),
            Texts{"wrong_installation"});
  const auto found = under({.payment_grace_days = 10});
  EXPECT_EQ(found.attempts, 2U);
  EXPECT_EQ(found.licenses.size(), 0U);
}

TEST_F(WhatIfPolicy, decides_imported_attempts_at_the_instant_they_were_made) {
  given_overdue();
  activate(serial);
  clock("2026-05-01");
  fact(serial,
       ledger::ActivationBlocked{.number = ledger::LicenseNumber{2},
                                 .mode = ledger::ActivationMode::manual,
                                 .cust_id = "Cust1",
                                 .reasons = {{.code = ReasonCode::unpaid, .invoice_id = "I-1"}}},
       "2026-03-08");
  const auto found = under({.payment_grace_days = 10});
  ASSERT_EQ(found.licenses.size(), 1U);
  ASSERT_EQ(found.licenses[0].attempts.size(), 2U);
  EXPECT_TRUE(found.licenses[0].attempts[1].would_be_activated);
  EXPECT_EQ(found.licenses[0].attempts[1].attempt.at, at("2026-03-08"));
}

}  // namespace
}  // namespace tests
