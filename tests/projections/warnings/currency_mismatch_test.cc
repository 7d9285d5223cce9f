#include "tests/support/license_history.h"

namespace tests {
namespace {

/// An invoice in SEK that is not due soon.
class CurrencyMismatch : public LicenseHistory {
 protected:
  void SetUp() override {
    given_license("2026-03-01");
    bound("2026-03-01");
    issue_ = invoice("2026-03-02", "I-1", 1000, "2026-12-01", "SEK");
  }
  Evidence issue_;
};

TEST_F(CurrencyMismatch, warns_of_a_payment_in_another_currency_than_its_invoice) {
  const auto payment = paid("2026-03-05", "P-1", "I-1", 95, "EUR");
  EXPECT_EQ(warned_of("2026-03-04T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(warning("2026-03-10"), (Reason{.code = ReasonCode::currency_mismatch,
                                           .invoice_id = "I-1",
                                           .payment_id = "P-1",
                                           .open = 95,
                                           .currency = "EUR",
                                           .expected_currency = "SEK",
                                           .since = at("2026-03-05"),
                                           .evidence = {issue_, payment}}));
}

TEST_F(CurrencyMismatch, is_resolved_by_vendor_support) {
  paid("2026-03-05", "P-1", "I-1", 95, "EUR");
  EXPECT_EQ(resolver(warning("2026-03-05")), "vendor_support");
}

TEST_F(CurrencyMismatch, never_blocks) {
  paid("2026-03-05", "P-1", "I-1", 95, "EUR");
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{});
}

TEST_F(CurrencyMismatch, does_not_arise_for_a_payment_in_the_currency_of_its_invoice) {
  paid("2026-03-05", "P-1", "I-1", 95, "SEK");
  EXPECT_EQ(warned_of("2026-03-05"), Texts{});
}

TEST_F(CurrencyMismatch, ends_when_the_payment_is_wholly_reversed) {
  const auto payment = paid("2026-03-05", "P-1", "I-1", 95, "EUR");
  const auto first = reversed("2026-03-06", "V-1", "P-1", 94);
  reversed("2026-03-08", "V-2", "P-1", 1);
  const auto reason = warning("2026-03-07T23:59:59.999999Z");
  EXPECT_EQ(reason.open, 1);
  EXPECT_EQ(reason.since, at("2026-03-05"));
  EXPECT_EQ(reason.evidence, (std::vector{issue_, payment, first}));
  EXPECT_EQ(warned_of("2026-03-08"), Texts{});
}

TEST_F(CurrencyMismatch, begins_when_the_invoice_of_a_waiting_payment_is_known) {
  paid("2026-03-05", "P-1", "I-2", 95, "EUR");
  invoice("2026-03-08", "I-2", 1000, "2026-12-01", "SEK");
  EXPECT_EQ(warned_of("2026-03-07T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(warning("2026-03-10").since, at("2026-03-08"));
}

TEST_F(CurrencyMismatch, ends_when_the_payment_is_restated_in_the_right_currency) {
  paid("2026-03-05", "P-1", "I-1", 95, "EUR");
  paid("2026-03-08", "P-1", "I-1", 1000, "SEK");
  EXPECT_EQ(warned_of("2026-03-07T23:59:59.999999Z"), Texts{"currency_mismatch P-1"});
  EXPECT_EQ(warned_of("2026-03-08"), Texts{});
}

TEST_F(CurrencyMismatch, ends_when_the_invoice_is_restated_in_the_currency_of_the_payment) {
  paid("2026-03-05", "P-1", "I-1", 95, "EUR");
  invoice("2026-03-08", "I-1", 95, "2026-12-01", "EUR");
  EXPECT_EQ(warned_of("2026-03-07T23:59:59.999999Z"), Texts{"currency_mismatch P-1"});
  EXPECT_EQ(warned_of("2026-03-08"), Texts{});
}

TEST_F(CurrencyMismatch, begins_when_the_invoice_is_restated_in_another_currency) {
  paid("2026-03-05", "P-1", "I-1", 1000, "SEK");
  invoice("2026-03-08", "I-1", 95, "2026-12-01", "EUR");
  const auto reason = warning("2026-03-10");
  EXPECT_EQ(reason.since, at("2026-03-08"));
  EXPECT_EQ(reason.expected_currency, "EUR");
}

TEST_F(CurrencyMismatch, is_one_warning_for_each_payment_in_the_order_of_their_ids) {
  paid("2026-03-05", "P-2", "I-1", 95, "EUR");
  paid("2026-03-06", "P-10", "I-1", 80, "USD");
  paid("2026-03-06", "P-3", "I-1", 10, "SEK");
  EXPECT_EQ(warned_of("2026-03-06"), (Texts{"currency_mismatch P-10", "currency_mismatch P-2"}));
}

TEST_F(CurrencyMismatch, lasts_though_the_invoice_is_paid_or_voided) {
  paid("2026-03-05", "P-1", "I-1", 95, "EUR");
  paid("2026-03-06", "P-2", "I-1", 1000, "SEK");
  voided("2026-03-07", "I-1");
  EXPECT_EQ(warned_of("2026-03-06"), Texts{"currency_mismatch P-1"});
  EXPECT_EQ(warned_of("2026-03-07"), Texts{"currency_mismatch P-1"});
}

}  // namespace
}  // namespace tests
