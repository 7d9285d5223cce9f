#include "tests/support/license_history.h"

namespace tests {
namespace {

/// Due on 2026-04-01, overdue from April 2.
class PaymentDueSoon : public LicenseHistory {
 protected:
  void SetUp() override {
    given_license("2026-03-01");
    bound("2026-03-01");
    issue_ = invoice("2026-03-02", "I-1", 1000, "2026-04-01");
  }
  Evidence issue_;
};

TEST_F(PaymentDueSoon, warns_of_an_open_invoice_from_7_days_before_it_is_due) {
  EXPECT_EQ(warned_of("2026-03-24T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(warned_of("2026-03-25"), Texts{"payment_due_soon I-1"});
  EXPECT_EQ(warning("2026-03-28"), (Reason{.code = ReasonCode::payment_due_soon,
                                           .invoice_id = "I-1",
                                           .open = 1000,
                                           .currency = "SEK",
                                           .due_on = on("2026-04-01"),
                                           .since = at("2026-03-25"),
                                           .evidence = {issue_}}));
}

TEST_F(PaymentDueSoon, ends_when_the_invoice_is_overdue_and_blocks) {
  EXPECT_EQ(warned_of("2026-04-01T23:59:59.999999Z"), Texts{"payment_due_soon I-1"});
  EXPECT_EQ(blocked_by("2026-04-01T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(warned_of("2026-04-02"), Texts{});
  EXPECT_EQ(blocked_by("2026-04-02"), Texts{"unpaid I-1"});
}

TEST_F(PaymentDueSoon, lasts_through_the_days_of_payment_grace) {
  policy("2026-03-01", {.payment_grace_days = 5});
  EXPECT_EQ(warned_of("2026-03-24T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(warned_of("2026-04-06T23:59:59.999999Z"), Texts{"payment_due_soon I-1"});
  EXPECT_EQ(warned_of("2026-04-07"), Texts{});
}

TEST_F(PaymentDueSoon, is_resolved_by_the_customer) {
  EXPECT_EQ(resolver(warning("2026-03-28")), "customer");
}

TEST_F(PaymentDueSoon, ends_when_the_last_unit_is_paid) {
  const auto first = paid("2026-03-26", "P-1", "I-1", 999);
  paid("2026-03-28", "P-2", "I-1", 1);
  const auto reason = warning("2026-03-27T23:59:59.999999Z");
  EXPECT_EQ(reason.open, 1);
  EXPECT_EQ(reason.evidence, (std::vector{issue_, first}));
  EXPECT_EQ(warned_of("2026-03-28"), Texts{});
}

TEST_F(PaymentDueSoon, ends_when_the_invoice_is_voided) {
  voided("2026-03-28", "I-1");
  EXPECT_EQ(warned_of("2026-03-27T23:59:59.999999Z"), Texts{"payment_due_soon I-1"});
  EXPECT_EQ(warned_of("2026-03-28"), Texts{});
}

TEST_F(PaymentDueSoon, does_not_arise_for_an_invoice_that_is_paid_or_credited_in_time) {
  paid("2026-03-10", "P-1", "I-1", 600);
  credited("2026-03-11", "C-1", "I-1", 400);
  EXPECT_EQ(warned_of("2026-03-25"), Texts{});
}

TEST_F(PaymentDueSoon, does_not_count_a_payment_in_another_currency) {
  paid("2026-03-10", "P-1", "I-1", 1000, "EUR");
  const auto reasons = warnings("2026-03-25");
  EXPECT_EQ(reasons.front().code, ReasonCode::payment_due_soon);
  EXPECT_EQ(reasons.front().open, 1000);
  EXPECT_EQ(reasons.front().evidence, std::vector{issue_});
}

TEST_F(PaymentDueSoon, begins_with_a_reversal_that_opens_the_invoice_again) {
  const auto payment = paid("2026-03-10", "P-1", "I-1", 1000);
  const auto reversal = reversed("2026-03-27", "V-1", "P-1", 300);
  EXPECT_EQ(warned_of("2026-03-26T23:59:59.999999Z"), Texts{});
  const auto reason = warning("2026-03-28");
  EXPECT_EQ(reason.open, 300);
  EXPECT_EQ(reason.since, at("2026-03-27"));
  EXPECT_EQ(reason.evidence, (std::vector{issue_, payment, reversal}));
}

TEST_F(PaymentDueSoon, begins_with_an_invoice_that_is_issued_within_the_7_days) {
  invoice("2026-03-10", "I-2", 500, "2026-03-12");
  EXPECT_EQ(warned_of("2026-03-09T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(warning("2026-03-11").since, at("2026-03-10"));
}

TEST_F(PaymentDueSoon, never_arises_for_an_invoice_that_is_overdue_when_it_is_issued) {
  invoice("2026-03-10", "I-2", 500, "2026-03-09");
  EXPECT_EQ(warned_of("2026-03-10"), Texts{});
}

TEST_F(PaymentDueSoon, is_one_warning_for_each_invoice_in_the_order_of_their_ids) {
  invoice("2026-03-02", "I-2", 500, "2026-04-01");
  invoice("2026-03-02", "I-10", 500, "2026-03-27");
  EXPECT_EQ(warned_of("2026-03-25"),
            (Texts{"payment_due_soon I-1", "payment_due_soon I-10", "payment_due_soon I-2"}));
}

TEST_F(PaymentDueSoon,
       warns_also_of_an_invoice_that_blocks_its_purchase_and_does_not_cite_the_purchase) {
  bought("2026-03-02", {{"ten-sales", 1}}, {"I-1"});
  EXPECT_EQ(blocked_by("2026-03-25"), Texts{"unpaid I-1"});
  EXPECT_EQ(warning("2026-03-25").evidence, std::vector{issue_});
}

TEST_F(PaymentDueSoon, does_not_arise_for_an_attached_invoice_that_is_not_known) {
  bought("2026-03-02", {{"ten-sales", 1}}, {"I-7"});
  EXPECT_EQ(warned_of("2026-03-24"), Texts{});
}

TEST_F(PaymentDueSoon, follows_the_due_date_that_was_stated_last) {
  invoice("2026-03-20", "I-1", 1000, "2026-05-01");
  EXPECT_EQ(warned_of("2026-04-23T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(warning("2026-04-24").due_on, on("2026-05-01"));
}

}  // namespace
}  // namespace tests
