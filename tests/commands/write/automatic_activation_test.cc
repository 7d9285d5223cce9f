#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

using commands::Verdict;
using ledger::ActivationBlocked;
using ledger::ActivationMode;
using ledger::LicenseActivated;
using ledger::LicenseNumber;

class AutomaticActivation : public LedgerFixture {
 protected:
  void SetUp() override {
    given_license(serial, "Nordvik AB", {.auto_update = true});
    bind(serial, "Cust1");
  }
  /// The events of automatic attempts so far: `instant number outcome`.
  Texts attempts() {
    Texts attempts;
    const auto found = questions().attempts(serial, now(), 0, 100).value();
    for (const auto& attempt : found->attempts) {
      if (attempt.mode != ActivationMode::automatic) continue;
      std::string text =
          ledger::to_text(attempt.at).substr(0, 10) + " " + std::to_string(attempt.number->value);
      if (attempt.activated) text += " activated";
      for (const auto& code : codes_of(attempt.reasons)) text += " " + code;
      attempts.push_back(text);
    }
    return attempts;
  }
};

TEST_F(AutomaticActivation, follows_a_purchase_in_the_same_step) {
  bought(serial, {{"ten-sales", 2}});
  ASSERT_EQ(appended_types(), (Texts{"purchase.recorded.v1", "license.activated.v1"}));
  EXPECT_EQ(std::get<LicenseActivated>(appended().back()->data).mode, ActivationMode::automatic);
  EXPECT_EQ(appended().back()->actor, "ledger:automatic");
  EXPECT_EQ(view(serial).status, projections::Status::new_license_activated);
  clock("2026-03-07T23:59:59Z");
  EXPECT_EQ(view(serial).status, projections::Status::new_license_activated);
  clock("2026-03-08");
  EXPECT_EQ(view(serial).status, projections::Status::ok);
}

TEST_F(AutomaticActivation, is_not_attempted_if_the_license_does_not_update_automatically) {
  clock("2026-03-02");
  given_license(serial, "Nordvik AB", {.auto_update = false});
  clock("2026-03-03");
  bought(serial, {{"ten-sales", 2}});
  EXPECT_EQ(appended_types(), Texts{"purchase.recorded.v1"});
  EXPECT_EQ(view(serial).status, projections::Status::new_license_available);
  clock("2026-03-04");
  given_license(serial, "Nordvik AB", {.auto_update = true});
  EXPECT_EQ(appended_types(), (Texts{"license.registered.v1", "license.activated.v1"}));
}

TEST_F(AutomaticActivation, is_not_attempted_while_nothing_is_pending) {
  invoice(serial, "I-1", 1000, "2026-03-20");
  EXPECT_EQ(appended_types(), Texts{"invoice.issued.v1"});
}

TEST_F(AutomaticActivation, follows_the_event_that_clears_the_last_reason) {
  invoice(serial, "I-1", 1000, "2026-03-20");
  bought(serial, {{"ten-sales", 2}}, {.invoices = {"I-1"}});
  clock("2026-03-05");
  paid(serial, "I-1", 400, "P-1");
  EXPECT_EQ(appended_types(), Texts{"payment.received.v1"});
  clock("2026-03-06");
  paid(serial, "I-1", 600, "P-2");
  EXPECT_EQ(appended_types(), (Texts{"payment.received.v1", "license.activated.v1"}));
  EXPECT_EQ(attempts(), (Texts{"2026-03-01 1 unpaid I-1", "2026-03-06 1 activated"}));
}

TEST_F(AutomaticActivation, is_never_back_dated) {
  invoice(serial, "I-1", 1000, "2026-03-20");
  bought(serial, {{"ten-sales", 2}}, {.invoices = {"I-1"}});
  clock("2026-03-10");
  fact(serial,
       ledger::PaymentReceived{
           .payment_id = "P-1", .invoice_id = "I-1", .amount = 1000, .currency = "SEK"},
       "2026-03-03");
  EXPECT_EQ(view(serial).activated_at, at("2026-03-10"));
  // It could have been activated then, but was not: only the open amount changes in retrospect.
  EXPECT_FALSE(view(serial, at("2026-03-05")).current_number.has_value());
  EXPECT_TRUE(view(serial, at("2026-03-05")).can_be_activated);
}

TEST_F(AutomaticActivation, that_is_blocked_is_recorded_when_its_reasons_or_its_number_change) {
  bought(serial, {{"ten-sales", 2}}, {.invoices = {"I-1"}});
  EXPECT_EQ(appended_types(), (Texts{"purchase.recorded.v1", "activation.blocked.v1"}));
  EXPECT_EQ(std::get<ActivationBlocked>(appended().back()->data).cust_id, "");
  clock("2026-03-02");
  agreed(serial, "12");
  EXPECT_EQ(appended_types(), Texts{"maintenance.agreed.v1"});
  // A reason with other amounts is still the same reason.
  clock("2026-03-03");
  invoice(serial, "I-1", 1000, "2026-03-20");
  EXPECT_EQ(appended_types(), Texts{"invoice.issued.v1"});
  clock("2026-03-04");
  hold(serial, 1);
  EXPECT_EQ(appended_types(), (Texts{"pending.held.v1", "activation.blocked.v1"}));
  clock("2026-03-05");
  bought(serial, {{"ten-sales", 3}});
  EXPECT_EQ(attempts(), (Texts{"2026-03-01 1 unpaid I-1", "2026-03-04 1 held unpaid I-1",
                               "2026-03-05 2 unpaid I-1"}));
}

TEST_F(AutomaticActivation, is_compared_with_the_last_automatic_attempt_only) {
  bought(serial, {{"ten-sales", 2}}, {.invoices = {"I-1"}});
  clock("2026-03-02");
  // Blocked on request, for a reason in the request itself.
  EXPECT_EQ(codes_of(activate(serial, {.cust_id = "Cust9"}).reasons), Texts{"wrong_installation"});
  EXPECT_EQ(appended_types(), Texts{"activation.blocked.v1"});
  clock("2026-03-03");
  agreed(serial, "12");
  EXPECT_EQ(appended_types(), Texts{"maintenance.agreed.v1"});
  EXPECT_EQ(attempts().size(), 1U);
}

TEST_F(AutomaticActivation, is_attempted_once_per_atomic_step) {
  const auto outcomes = post(
      {event(serial, ledger::PurchaseRecorded{.order_id = "SO-1",
                                              .lines = {{"l-1", "ten-sales", 2, {}}},
                                              .invoice_ids = {"I-1"}}),
       event(
           serial,
           ledger::InvoiceIssued{
               .invoice_id = "I-1", .amount = 1000, .currency = "SEK", .due_on = on("2026-03-20")}),
       event(serial,
             ledger::PaymentReceived{
                 .payment_id = "P-1", .invoice_id = "I-1", .amount = 1000, .currency = "SEK"})},
      true);
  EXPECT_EQ(appended_types(), (Texts{"purchase.recorded.v1", "invoice.issued.v1",
                                     "payment.received.v1", "license.activated.v1"}));
}

TEST_F(AutomaticActivation, follows_a_definition_and_a_policy) {
  bought(serial, {{"ten-sales", 2}});
  assign(serial, "ten-sales", "anna");
  assign(serial, "ten-sales", "bo");
  clock("2026-03-05");
  bought(serial, {{"ten-sales", 1}});
  clock("2026-03-06");
  given_module("ten-sales", {.unrestricted = true});
  EXPECT_EQ(appended_types(), (Texts{"module.defined.v1", "license.activated.v1"}));

  invoice(serial, "I-1", 1000, "2026-03-07");
  clock("2026-03-10");
  bought(serial, {{"ten-sales", 3}});
  EXPECT_EQ(appended_types(), (Texts{"purchase.recorded.v1", "activation.blocked.v1"}));
  clock("2026-03-11");
  policy({.payment_grace_days = 30});
  EXPECT_EQ(appended_types(), (Texts{"policy.changed.v1", "license.activated.v1"}));
}

TEST_F(AutomaticActivation, follows_a_purchase_when_it_takes_effect_and_not_before) {
  bought(serial, {{"ten-sales", 2}}, {.time = "2026-03-10"});
  EXPECT_EQ(appended_types(), Texts{"purchase.recorded.v1"});
  EXPECT_FALSE(view(serial).pending.has_value());
  clock("2026-03-09T23:59:59.999999Z");
  EXPECT_EQ(appended_types(), Texts{});
  clock("2026-03-10");
  EXPECT_EQ(appended_types(), Texts{"license.activated.v1"});
}

TEST_F(AutomaticActivation, is_attempted_at_each_instant_that_a_clock_jump_passes) {
  bought(serial, {{"ten-sales", 3}}, {.time = "2026-03-20"});
  bought(serial, {{"ten-sales", 1}}, {.time = "2026-03-05"});
  bought(serial, {{"ten-sales", 2}}, {.invoices = {"I-2"}, .time = "2026-03-10"});
  fact("ten-sales", ledger::ModuleDefined{.type = ledger::ModuleType::site}, "2026-03-12");
  fact(serial, ledger::InvoiceVoided{.invoice_id = "I-2"}, "2026-03-15");
  clock("2026-04-01");
  EXPECT_EQ(attempts(), (Texts{"2026-03-05 1 activated", "2026-03-10 2 unpaid I-2",
                               "2026-03-15 2 activated", "2026-03-20 3 activated"}));
  for (const auto& event : appended()) EXPECT_EQ(event->recorded_at, event->effective_at);
  EXPECT_EQ(view(serial).current_number, LicenseNumber{3});
}

TEST_F(AutomaticActivation, follows_a_future_definition_when_it_takes_effect) {
  bought(serial, {{"ten-sales", 2}});
  assign(serial, "ten-sales", "anna");
  assign(serial, "ten-sales", "bo");
  bought(serial, {{"ten-sales", 1}});
  fact("ten-sales", ledger::ModuleDefined{.unrestricted = true}, "2026-03-10");
  EXPECT_EQ(appended_types(), Texts{"module.defined.v1"});
  clock("2026-03-20");
  EXPECT_EQ(view(serial).activated_at, at("2026-03-10"));
}

TEST_F(AutomaticActivation, follows_the_command_that_makes_room) {
  bought(serial, {{"ten-sales", 2}});
  assign(serial, "ten-sales", "anna");
  assign(serial, "ten-sales", "bo");
  bought(serial, {{"ten-sales", 1}});
  EXPECT_EQ(remove(serial, "ten-sales", "anna").verdict, Verdict::done);
  EXPECT_EQ(appended_types(), (Texts{"seat.removed.v1", "license.activated.v1"}));
}

TEST_F(AutomaticActivation, continues_after_a_restart) {
  bought(serial, {{"ten-sales", 2}}, {.invoices = {"I-1"}});
  bought(serial, {{"ten-sales", 3}}, {.time = "2026-03-10"});
  restart();
  agreed(serial, "12");
  EXPECT_EQ(appended_types(), Texts{"maintenance.agreed.v1"});
  restart();
  clock("2026-03-20");
  EXPECT_EQ(attempts(), (Texts{"2026-03-01 1 unpaid I-1", "2026-03-10 2 unpaid I-1"}));
}

TEST_F(AutomaticActivation, is_not_attempted_just_because_of_a_crash) {
  invoice(serial, "I-9", 1000, "2026-03-12");
  bought(serial, {{"ten-sales", 2}}, {.invoices = {"I-1"}, .time = "2026-03-10"});
  clock("2026-03-11");
  // Time alone makes the invoice overdue: no event, so no attempt.
  clock("2026-03-20");
  given_license("1801000002");
  EXPECT_EQ(attempts(), Texts{"2026-03-10 1 unpaid I-1"});
  crash();
  clock("2026-03-21");
  EXPECT_EQ(attempts(), Texts{"2026-03-10 1 unpaid I-1"});
}

}  // namespace
}  // namespace tests
