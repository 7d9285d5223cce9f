#include "tests/support/ledger_fixture.h"

namespace tests {
namespace {

using commands::Verdict;
using ledger::ActivationBlocked;
using ledger::LicenseNumber;
using ledger::ReasonCode;
using projections::reasons::FileClaims;

/// What an installation states about itself in a request: judged before anything else.
class ActivationRequest : public LedgerFixture {
 protected:
  /// Number 1 is in force; number 2 is offered and would be blocked by an open invoice.
  void SetUp() override {
    given_active(serial, {{"ten-sales", 1}});
    clock("2026-03-05");
    bought(serial, {{"ten-sales", 2}}, {.invoices = {"I-1"}});
  }
  static FileClaims file(std::uint32_t number) {
    return {.signature_valid = true,
            .serial_number = serial,
            .cust_id = "Cust1",
            .company_name = "Nordvik AB",
            .number = {number}};
  }
};

TEST_F(ActivationRequest, from_another_installation_is_blocked_by_that_alone) {
  const auto outcome = activate(serial, {.cust_id = "Cust2", .number = LicenseNumber{0}});
  EXPECT_EQ(outcome.verdict, Verdict::activation_blocked);
  EXPECT_EQ(codes_of(outcome.reasons), Texts{"wrong_installation"});
  EXPECT_EQ(outcome.reasons.front().cust_id, "Cust2");
  EXPECT_EQ(outcome.reasons.front().bound_cust_id, "Cust1");
  const auto blocked = appended_data<ActivationBlocked>();
  EXPECT_EQ(blocked.number, LicenseNumber{0});
  EXPECT_EQ(blocked.reasons, outcome.reasons);
}

TEST_F(ActivationRequest, from_another_installation_is_blocked_even_if_nothing_would_change) {
  EXPECT_EQ(codes_of(activate(serial, {.cust_id = "Cust2", .number = LicenseNumber{1}}).reasons),
            Texts{"wrong_installation"});
  paid(serial, "I-1", 0);
  given_license("1801000002");
  bind("1801000002", "Cust2");
  const auto outcome = activate("1801000002", {.cust_id = "Cust1"});
  EXPECT_EQ(codes_of(outcome.reasons), Texts{"wrong_installation"});
  EXPECT_FALSE(appended_data<ActivationBlocked>().number.has_value());
}

TEST_F(ActivationRequest, for_an_old_number_is_blocked_by_that_alone) {
  fact(serial, ledger::InvoiceVoided{.invoice_id = "I-1"});
  activate(serial);
  bought(serial, {{"ten-sales", 3}}, {.invoices = {"I-3"}});
  const auto outcome = activate(serial, {.number = LicenseNumber{1}});
  EXPECT_EQ(codes_of(outcome.reasons), Texts{"stale"});
  EXPECT_EQ(outcome.reasons.front().number, LicenseNumber{1});
  EXPECT_EQ(outcome.reasons.front().newest, LicenseNumber{3});
  EXPECT_EQ(appended_data<ActivationBlocked>().number, LicenseNumber{1});
  // The current number is lower than the offered one, but not stale.
  EXPECT_EQ(activate(serial, {.number = LicenseNumber{2}}).verdict, Verdict::already_so);
}

TEST_F(ActivationRequest, for_a_number_never_activated_is_stale_once_a_higher_one_is_offered) {
  bought(serial, {{"ten-sales", 3}});
  EXPECT_EQ(codes_of(activate(serial, {.number = LicenseNumber{2}}).reasons), Texts{"stale"});
  EXPECT_EQ(activate(serial, {.number = LicenseNumber{4}}).verdict, Verdict::nothing_pending);
}

TEST_F(ActivationRequest, with_a_forged_file_is_blocked_by_that_alone) {
  FileClaims forged = file(2);
  forged.signature_valid = false;
  forged.serial_number = "1801000009";
  const auto outcome = activate_from_file(serial, forged);
  EXPECT_EQ(codes_of(outcome.reasons), Texts{"signature_invalid"});
  EXPECT_EQ(appended_data<ActivationBlocked>().mode, ledger::ActivationMode::file);
  // A forged file counts for nothing, not even for its number.
  EXPECT_EQ(appended_data<ActivationBlocked>().number, LicenseNumber{2});
}

TEST_F(ActivationRequest, from_another_installation_is_judged_before_its_file) {
  const auto outcome = activate(serial, {.cust_id = "Cust2", .number = {}, .file = FileClaims{}});
  EXPECT_EQ(codes_of(outcome.reasons), Texts{"wrong_installation"});
}

TEST_F(ActivationRequest, with_the_file_of_another_license_is_blocked_by_that_alone) {
  FileClaims other = file(1);
  other.serial_number = "1801000009";
  const auto outcome = activate_from_file(serial, other);
  EXPECT_EQ(codes_of(outcome.reasons), Texts{"wrong_installation"});
  EXPECT_EQ(outcome.reasons.front().serial_number, "1801000009");
  EXPECT_EQ(outcome.reasons.front().bound_serial, serial);
}

TEST_F(ActivationRequest, with_the_file_of_another_installation_is_blocked_by_that_alone) {
  FileClaims other = file(0);
  other.cust_id = "Cust2";
  EXPECT_EQ(codes_of(activate_from_file(serial, other).reasons), Texts{"wrong_installation"});
  // A file issued before anything was bound names no installation.
  fact(serial, ledger::InvoiceVoided{.invoice_id = "I-1"});
  other.cust_id = "";
  other.number = {2};
  EXPECT_EQ(activate_from_file(serial, other).verdict, Verdict::done);
}

TEST_F(ActivationRequest, with_an_old_file_is_stale) {
  bought(serial, {{"ten-sales", 3}});
  EXPECT_EQ(codes_of(activate_from_file(serial, file(2)).reasons), Texts{"stale"});
}

TEST_F(ActivationRequest, with_a_file_is_blocked_by_the_same_reasons_as_any_other) {
  FileClaims renamed = file(2);
  renamed.company_name = "Sydvik AB";
  const auto outcome = activate_from_file(serial, renamed);
  EXPECT_EQ(codes_of(outcome.reasons), (Texts{"owner_mismatch", "unpaid I-1"}));
  EXPECT_EQ(outcome.reasons.front().company_name, "Sydvik AB");
}

TEST_F(ActivationRequest, with_a_file_activates_once) {
  fact(serial, ledger::InvoiceVoided{.invoice_id = "I-1"});
  const auto outcome = activate_from_file(serial, file(2));
  EXPECT_EQ(outcome.verdict, Verdict::done);
  EXPECT_EQ(appended_data<ledger::LicenseActivated>().mode, ledger::ActivationMode::file);
  const auto again = activate_from_file(serial, file(2));
  EXPECT_EQ(again.verdict, Verdict::already_so);
  EXPECT_EQ(again.number, LicenseNumber{2});
  EXPECT_EQ(appended_types(), Texts{});
}

TEST_F(ActivationRequest, checks_the_request_then_the_current_number_then_the_reasons) {
  // Number 2 is blocked by an invoice. Number 3 does not exist: that comes before the invoice.
  EXPECT_EQ(activate(serial, {.number = LicenseNumber{3}}).verdict, Verdict::nothing_pending);
  EXPECT_EQ(activate(serial, {.number = LicenseNumber{1}}).verdict, Verdict::already_so);
  EXPECT_EQ(appended_types(), Texts{});
  EXPECT_EQ(codes_of(activate(serial, {.number = LicenseNumber{2}}).reasons), Texts{"unpaid I-1"});
}

TEST_F(ActivationRequest, is_recorded_each_time_it_is_blocked) {
  activate(serial);
  activate(serial);
  EXPECT_EQ(appended_types(), Texts{"activation.blocked.v1"});
  const auto page = questions().attempts(serial, now(), 0, 10).value();
  const auto& attempts = page->attempts;
  ASSERT_EQ(attempts.size(), 3U);
  EXPECT_FALSE(page->more);
  EXPECT_TRUE(attempts[0].activated);
  EXPECT_FALSE(attempts[2].activated);
  EXPECT_EQ(codes_of(attempts[2].reasons), Texts{"unpaid I-1"});
}

}  // namespace
}  // namespace tests
