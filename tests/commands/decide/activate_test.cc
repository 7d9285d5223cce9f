#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

using commands::Verdict;
using ledger::ActivationBlocked;
using ledger::ActivationMode;
using ledger::EventType;
using ledger::LicenseActivated;
using ledger::LicenseNumber;
using ledger::ReasonCode;

Texts types_of_evidence(const ledger::Reason& reason) {
  Texts types;
  for (const auto& evidence : reason.evidence) types.emplace_back(ledger::name_of(evidence.type));
  return types;
}

class ActivateLicense : public LedgerFixture {
 protected:
  void given_bound(InstallationTerms terms = {}) { given_active(serial, {}, std::move(terms)); }
};

TEST_F(ActivateLicense, puts_the_offered_set_in_force) {
  given_bound();
  bought(serial, {{"ten-sales", 10, "2027-01-01"}, {"pocket", 3, "2026-12-01"}});
  EXPECT_EQ(view(serial).stage, projections::state::Stage::none);
  EXPECT_TRUE(view(serial).can_be_activated);
  const auto outcome = activate(serial);
  EXPECT_EQ(outcome.verdict, Verdict::done);
  EXPECT_EQ(outcome.number, LicenseNumber{1});
  const std::vector<ledger::ModuleChange> changes{{"pocket", 0, 0, 3}, {"ten-sales", 0, 0, 10}};
  EXPECT_EQ(outcome.changes, changes);
  EXPECT_EQ(appended_data<LicenseActivated>(),
            (LicenseActivated{.number = {1},
                              .mode = ActivationMode::manual,
                              .modules = {{"pocket", 3}, {"ten-sales", 10}},
                              .expires_on = on("2026-12-01"),
                              .changes = changes}));
  EXPECT_FALSE(view(serial).pending.has_value());
  EXPECT_EQ(row_of(view(serial), "ten-sales").total, 10);
  EXPECT_EQ(view(serial).dates.expires_on, on("2026-12-01"));
  EXPECT_EQ(view(serial).current_number, LicenseNumber{1});
}

TEST_F(ActivateLicense, repeated_appends_nothing) {
  given_bound();
  bought(serial, {{"ten-sales", 10}});
  activate(serial, {.number = LicenseNumber{1}});
  const auto again = activate(serial, {.number = LicenseNumber{1}});
  EXPECT_EQ(again.verdict, Verdict::already_so);
  EXPECT_EQ(again.number, LicenseNumber{1});
  EXPECT_EQ(appended_types(), Texts{});
  // Without a number there is nothing to recognize it by.
  EXPECT_EQ(activate(serial).verdict, Verdict::nothing_pending);
}

TEST_F(ActivateLicense, has_nothing_pending_before_anything_is_bought) {
  given_bound();
  EXPECT_EQ(activate(serial).verdict, Verdict::nothing_pending);
  EXPECT_EQ(activate(serial, {.number = LicenseNumber{1}}).verdict, Verdict::nothing_pending);
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(ActivateLicense, finds_nothing_pending_under_a_number_not_offered_yet) {
  given_bound();
  bought(serial, {{"ten-sales", 10}});
  EXPECT_EQ(activate(serial, {.number = LicenseNumber{2}}).verdict, Verdict::nothing_pending);
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(ActivateLicense, finds_no_license_that_was_never_registered) {
  EXPECT_EQ(activate(serial).verdict, Verdict::license_not_found);
}

TEST_F(ActivateLicense, is_blocked_by_every_reason_that_applies) {
  given_plans();
  given_bound({.deployment = ledger::Deployment::onsite, .version = "9.2"});
  agreed(serial, "8");
  fact(serial, ledger::SeatAssigned{{"ten-sales", "anna"}});
  fact(serial, ledger::SeatAssigned{{"ten-service", "bo"}});
  fact(serial, ledger::SeatAssigned{{"pocket", "bo"}});
  clock("2026-03-05");
  invoice(serial, "I-2", 500, "2026-03-20");
  bought(serial, {{"pocket", 1}}, {.invoices = {"I-2", "I-1"}});
  hold(serial, 1);
  clock("2026-03-06");
  given_license(serial, "Nordvik Holding AB");

  const auto outcome = activate(serial, {.cust_id = "Cust1"});
  EXPECT_EQ(outcome.verdict, Verdict::activation_blocked);
  EXPECT_EQ(codes_of(outcome.reasons),
            (Texts{"owner_mismatch", "held", "unpaid I-1", "unpaid I-2", "version",
                   "excess ten-sales", "excess ten-service"}));
  const auto blocked = appended_data<ActivationBlocked>();
  EXPECT_EQ(blocked.reasons, outcome.reasons);
  EXPECT_EQ(blocked.number, LicenseNumber{1});
  EXPECT_EQ(blocked.cust_id, "Cust1");
  EXPECT_FALSE(view(serial).can_be_activated);
  EXPECT_EQ(codes_of(view(serial).blocking_reasons), codes_of(outcome.reasons));

  EXPECT_EQ(the(ReasonCode::owner_mismatch, dated(outcome)).since, at("2026-03-06"));
  EXPECT_EQ(the(ReasonCode::held, dated(outcome)).since, at("2026-03-05"));
  const auto version = the(ReasonCode::version, dated(outcome));
  EXPECT_EQ(version.installed, "9.2");
  EXPECT_EQ(version.covered, "8");
  EXPECT_EQ(version.since, at(start_of_tests));
  EXPECT_EQ(types_of_evidence(version), (Texts{"installation.bound.v1", "maintenance.agreed.v1"}));
}

TEST_F(ActivateLicense, is_blocked_if_no_installation_is_bound) {
  given_license(serial);
  bought(serial, {{"ten-sales", 1}});
  const auto outcome = activate(serial, {.cust_id = "Cust1"});
  EXPECT_EQ(codes_of(outcome.reasons), Texts{"not_bound"});
  EXPECT_EQ(types_of_evidence(outcome.reasons.front()), Texts{"license.registered.v1"});
}

TEST_F(ActivateLicense, waits_for_the_invoices_of_every_purchase_after_the_current_one) {
  given_bound();
  invoice(serial, "I-1", 1000, "2026-04-01");
  invoice(serial, "I-2", 2000, "2026-04-01");
  bought(serial, {{"ten-sales", 1}}, {.invoices = {"I-1"}});
  bought(serial, {{"ten-sales", 2}}, {.invoices = {"I-2"}});
  paid(serial, "I-2", 2000, "P-2");
  paid(serial, "I-1", 999, "P-1");
  const auto outcome = activate(serial);
  const auto reason = the(ReasonCode::unpaid, outcome.reasons);
  EXPECT_EQ(reason.invoice_id, "I-1");
  EXPECT_EQ(reason.open, 1);
  EXPECT_EQ(reason.overdue, false);
  EXPECT_EQ(types_of_evidence(reason),
            (Texts{"invoice.issued.v1", "purchase.recorded.v1", "payment.received.v1"}));
  fact(serial, ledger::InvoiceCredited{.credit_id = "C-1", .invoice_id = "I-1", .amount = 1});
  EXPECT_EQ(activate(serial).verdict, Verdict::done);
}

TEST_F(ActivateLicense, waits_for_any_invoice_that_is_overdue) {
  given_bound();
  invoice(serial, "I-9", 1000, "2026-03-03");
  bought(serial, {{"ten-sales", 1}});
  clock("2026-03-03T23:59:59.999999Z");
  EXPECT_TRUE(view(serial).can_be_activated);
  clock("2026-03-04");
  const auto outcome = activate(serial);
  EXPECT_EQ(codes_of(outcome.reasons), Texts{"unpaid I-9"});
  EXPECT_EQ(outcome.reasons.front().overdue, true);
  EXPECT_EQ(dated(outcome).front().since, at("2026-03-04"));
  policy({.payment_grace_days = 1});
  EXPECT_EQ(activate(serial).verdict, Verdict::done);
}

TEST_F(ActivateLicense, is_blocked_by_a_payment_that_bounced) {
  given_bound();
  invoice(serial, "I-1", 1000, "2026-04-01");
  bought(serial, {{"ten-sales", 1}}, {.invoices = {"I-1"}});
  paid(serial, "I-1", 1000);
  fact(serial, ledger::PaymentReversed{.reversal_id = "V-1",
                                       .payment_id = "P-1",
                                       .amount = 400,
                                       .kind = ledger::ReversalKind::bounced});
  const auto reason = the(ReasonCode::unpaid, activate(serial).reasons);
  EXPECT_EQ(reason.open, 400);
  EXPECT_EQ(types_of_evidence(reason), (Texts{"invoice.issued.v1", "purchase.recorded.v1",
                                              "payment.received.v1", "payment.reversed.v1"}));
  fact(serial, ledger::InvoiceVoided{.invoice_id = "I-1"});
  EXPECT_EQ(activate(serial).verdict, Verdict::done);
}

TEST_F(ActivateLicense, judges_excess_per_module_and_names_the_users) {
  given_active(serial, {{"ten-sales", 3}, {"pocket", 3}});
  for (const char* user : {"cia", "anna", "bo"}) assign(serial, "ten-sales", user);
  clock("2026-03-05");
  bought(serial, {{"ten-sales", 2}, {"pocket", 30}});
  const auto outcome = activate(serial);
  EXPECT_EQ(codes_of(outcome.reasons), Texts{"excess ten-sales"});
  const auto reason = dated(outcome).front();
  EXPECT_EQ(reason.in_use, 3);
  EXPECT_EQ(reason.new_total, 2);
  EXPECT_EQ(reason.to_remove, 1);
  EXPECT_EQ(reason.users, (Texts{"anna", "bo", "cia"}));
  EXPECT_EQ(reason.since, at("2026-03-05"));
  EXPECT_EQ(types_of_evidence(reason), Texts{"purchase.recorded.v1"});
  // The set in force stays until the next one is activated.
  EXPECT_EQ(row_of(view(serial), "ten-sales").total, 3);
  remove(serial, "ten-sales", "anna");
  EXPECT_EQ(activate(serial).verdict, Verdict::done);
}

TEST_F(ActivateLicense, reports_a_hidden_module_only_if_no_plan_that_includes_it_is_in_excess) {
  given_plans();
  given_active(serial, {{"ten-sales", 2}, {"ten-service", 1}});
  assign(serial, "ten-sales", "anna");
  assign(serial, "ten-sales", "bo");
  assign(serial, "ten-service", "cia");
  bought(serial, {{"ten-sales", 1}});
  EXPECT_EQ(codes_of(activate(serial).reasons), Texts{"excess ten-sales"});
  // Unrestricted plans are never in excess; only what they include can be.
  clock("2026-03-05");
  given_module("ten-sales", {.unrestricted = true, .user_plan = true, .includes = {"user"}});
  EXPECT_EQ(codes_of(activate(serial).reasons), Texts{"excess user"});
}

TEST_F(ActivateLicense, is_covered_by_the_highest_version_that_was_ever_agreed) {
  given_bound({.deployment = ledger::Deployment::onsite, .version = "8.5.1"});
  bought(serial, {{"ten-sales", 1}});
  EXPECT_FALSE(the(ReasonCode::version, activate(serial).reasons).covered.has_value());
  agreed(serial, "8.4", "2026-03-04", "M-1");
  EXPECT_EQ(the(ReasonCode::version, activate(serial).reasons).covered, "8.4");
  agreed(serial, "8", "2026-03-05", "M-2");
  clock("2026-03-10");
  fact(serial, ledger::InstallationUpgraded{.cust_id = "Cust1", .version = "9", .test = true});
  EXPECT_EQ(activate(serial).verdict, Verdict::done);
}

TEST_F(ActivateLicense, applies_new_dates_if_only_the_dates_have_changed) {
  given_active(serial, {{"ten-sales", 1, "2026-12-01"}});
  bought(serial, {{"ten-sales", 1, "2027-12-01"}});
  EXPECT_EQ(view(serial).pending->changes.size(), 0U);
  EXPECT_EQ(activate(serial).changes.size(), 0U);
  EXPECT_EQ(view(serial).dates.expires_on, on("2027-12-01"));
}

}  // namespace
}  // namespace tests
