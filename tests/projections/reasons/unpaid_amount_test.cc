#include "tests/support/license_history.h"

namespace tests {
namespace {

/// The open amount that `unpaid` carries, and the events that it rests on.
class OpenAmount : public LicenseHistory {
 protected:
  /// An invoice of SEK 10.00, attached to the offered purchase.
  void SetUp() override {
    given_license("2026-03-01");
    bound("2026-03-01");
    purchase_ = bought("2026-03-02", {{"ten-sales", 1}}, {"I-1"});
    issue_ = invoice("2026-03-02", "I-1", 1000, "2026-06-01");
  }

  /// 0 where nothing is unpaid.
  std::int64_t open(const char* instant) const {
    const auto reasons = blocking_reasons(instant);
    return reasons.empty() ? 0 : reasons.front().open.value();
  }

  Evidence purchase_;
  Evidence issue_;
};

TEST_F(OpenAmount, is_the_amount_less_credits_and_payments_plus_reversals) {
  credited("2026-03-03", "C-1", "I-1", 100);
  paid("2026-03-04", "P-1", "I-1", 500);
  reversed("2026-03-05", "V-1", "P-1", 200);
  credited("2026-03-06", "C-2", "I-1", 50);
  paid("2026-03-07", "P-2", "I-1", 25);
  EXPECT_EQ(open("2026-03-02"), 1000);
  EXPECT_EQ(open("2026-03-03"), 900);
  EXPECT_EQ(open("2026-03-04"), 400);
  EXPECT_EQ(open("2026-03-05"), 600);
  EXPECT_EQ(open("2026-03-06"), 550);
  EXPECT_EQ(open("2026-03-07"), 525);
}

TEST_F(OpenAmount, grows_with_reversals_of_every_kind) {
  using enum ledger::ReversalKind;
  paid("2026-03-03", "P-1", "I-1", 1000);
  for (const auto kind : {refund, chargeback, bounced, correction}) {
    happened("2026-03-04", ledger::PaymentReversed{.reversal_id = std::string{name_of(kind)},
                                                   .payment_id = "P-1",
                                                   .amount = 10,
                                                   .kind = kind});
  }
  EXPECT_EQ(open("2026-03-04"), 40);
}

TEST_F(OpenAmount, may_be_settled_by_credits_alone) {
  credited("2026-03-03", "C-1", "I-1", 999);
  credited("2026-03-04", "C-2", "I-1", 1);
  EXPECT_EQ(open("2026-03-03"), 1);
  EXPECT_EQ(blocked_by("2026-03-04"), Texts{});
}

TEST_F(OpenAmount, is_never_negative_but_keeps_what_was_paid_too_much) {
  paid("2026-03-03", "P-1", "I-1", 1500);
  reversed("2026-03-04", "V-1", "P-1", 500);
  reversed("2026-03-05", "V-2", "P-1", 1);
  EXPECT_EQ(open("2026-03-03"), 0);
  EXPECT_EQ(open("2026-03-04"), 0);
  EXPECT_EQ(open("2026-03-05"), 1);
}

TEST_F(OpenAmount, is_exact_for_the_largest_amounts) {
  constexpr std::int64_t most = 9'007'199'254'740'991;
  invoice("2026-03-03", "I-1", most, "2026-06-01");
  EXPECT_EQ(open("2026-03-03"), most);
  paid("2026-03-04", "P-1", "I-1", most - 1);
  EXPECT_EQ(open("2026-03-04"), 1);
  for (const char* payment_id : {"P-2", "P-3", "P-4"}) {
    paid("2026-03-05", payment_id, "I-1", most);
    reversed("2026-03-06", std::string{"V-"} + payment_id, payment_id, most);
  }
  EXPECT_EQ(open("2026-03-05"), 0);
  EXPECT_EQ(open("2026-03-06"), 1);
}

TEST_F(OpenAmount, does_not_count_a_payment_in_another_currency_nor_its_reversal) {
  paid("2026-03-03", "P-1", "I-1", 1000, "EUR");
  reversed("2026-03-04", "V-1", "P-1", 400);
  EXPECT_EQ(open("2026-03-03"), 1000);
  EXPECT_EQ(open("2026-03-04"), 1000);
}

TEST_F(OpenAmount, does_not_count_what_belongs_to_another_invoice) {
  invoice("2026-03-02", "I-2", 1000, "2026-06-01");
  credited("2026-03-03", "C-1", "I-2", 100);
  paid("2026-03-03", "P-1", "I-2", 500);
  reversed("2026-03-03", "V-1", "P-1", 200);
  EXPECT_EQ(open("2026-03-03"), 1000);
}

TEST_F(OpenAmount, counts_payments_and_credits_that_waited_for_their_invoice) {
  bought("2026-03-02", {{"pocket", 1}}, {"I-0"});
  paid("2026-03-03", "P-1", "I-0", 400);
  credited("2026-03-03", "C-1", "I-0", 100);
  invoice("2026-03-04", "I-0", 1000, "2026-06-01");
  EXPECT_EQ(blocking_reasons("2026-03-03").front().open, std::nullopt);
  EXPECT_EQ(blocking_reasons("2026-03-04").front().open, 500);
}

TEST_F(OpenAmount, counts_a_reversal_that_waited_for_its_payment) {
  reversed("2026-03-03", "V-1", "P-1", 400);
  paid("2026-03-04", "P-1", "I-1", 1000);
  EXPECT_EQ(open("2026-03-03"), 1000);
  EXPECT_EQ(open("2026-03-04"), 400);
}

TEST_F(OpenAmount, follows_the_last_statement_of_each_fact_whole) {
  paid("2026-03-03", "P-1", "I-1", 500);
  paid("2026-03-04", "P-1", "I-1", 300);
  credited("2026-03-05", "C-1", "I-1", 100);
  credited("2026-03-06", "C-1", "I-1", 150);
  reversed("2026-03-07", "V-1", "P-1", 30);
  reversed("2026-03-08", "V-1", "P-1", 20);
  invoice("2026-03-09", "I-1", 2000, "2026-06-01");
  EXPECT_EQ(open("2026-03-03"), 500);
  EXPECT_EQ(open("2026-03-04"), 700);
  EXPECT_EQ(open("2026-03-05"), 600);
  EXPECT_EQ(open("2026-03-06"), 550);
  EXPECT_EQ(open("2026-03-07"), 580);
  EXPECT_EQ(open("2026-03-08"), 570);
  EXPECT_EQ(open("2026-03-09"), 1570);
}

TEST_F(OpenAmount, loses_a_payment_that_is_restated_for_another_invoice) {
  paid("2026-03-03", "P-1", "I-1", 500);
  reversed("2026-03-03", "V-1", "P-1", 100);
  paid("2026-03-04", "P-1", "I-2", 500);
  EXPECT_EQ(open("2026-03-03"), 600);
  EXPECT_EQ(open("2026-03-04"), 1000);
}

TEST_F(OpenAmount, counts_payments_anew_when_the_invoice_changes_its_currency) {
  paid("2026-03-03", "P-1", "I-1", 500);
  invoice("2026-03-04", "I-1", 1000, "2026-06-01", "EUR");
  const auto reason = blocking_reason("2026-03-04");
  EXPECT_EQ(reason.open, 1000);
  EXPECT_EQ(reason.currency, "EUR");
}

TEST_F(OpenAmount, follows_the_instants_of_restated_facts_and_not_their_arrival) {
  paid("2026-03-05", "P-1", "I-1", 300);
  recorded_at("2026-03-10").paid("2026-03-04", "P-1", "I-1", 999);
  EXPECT_EQ(open("2026-03-10"), 700);
  EXPECT_EQ(open("2026-03-04"), 1);
}

TEST_F(OpenAmount, rests_on_purchase_invoice_credits_payments_and_reversals_by_position) {
  const auto payment = paid("2026-03-03", "P-2", "I-1", 100);
  const auto credit = credited("2026-03-03", "C-1", "I-1", 100);
  const auto reversal = reversed("2026-03-04", "V-1", "P-2", 50);
  const auto second = paid("2026-03-05", "P-1", "I-1", 100);
  EXPECT_EQ(blocking_reason("2026-03-10").evidence,
            (std::vector{purchase_, issue_, payment, credit, reversal, second}));
  EXPECT_EQ(blocking_reason("2026-03-03").evidence,
            (std::vector{purchase_, issue_, payment, credit}));
}

TEST_F(OpenAmount, does_not_rest_on_payments_in_another_currency_nor_on_their_reversals) {
  paid("2026-03-03", "P-1", "I-1", 1000, "EUR");
  reversed("2026-03-04", "V-1", "P-1", 400);
  EXPECT_EQ(blocking_reason("2026-03-10").evidence, (std::vector{purchase_, issue_}));
}

TEST_F(OpenAmount, does_not_rest_on_what_belongs_to_another_invoice) {
  invoice("2026-03-02", "I-2", 1000, "2026-06-01");
  paid("2026-03-03", "P-1", "I-2", 500);
  EXPECT_EQ(blocking_reason("2026-03-10").evidence, (std::vector{purchase_, issue_}));
}

TEST_F(OpenAmount, does_not_rest_on_facts_that_were_restated) {
  paid("2026-03-03", "P-1", "I-1", 500);
  const auto issue = invoice("2026-03-04", "I-1", 2000, "2026-06-01");
  const auto payment = paid("2026-03-05", "P-1", "I-1", 300);
  EXPECT_EQ(blocking_reason("2026-03-10").evidence, (std::vector{purchase_, issue, payment}));
}

TEST_F(OpenAmount, of_an_invoice_not_known_rests_on_its_credits_and_on_no_payment) {
  const auto purchase = bought("2026-03-03", {{"pocket", 1}}, {"I-0"});
  const auto credit = credited("2026-03-03", "C-1", "I-0", 100);
  paid("2026-03-03", "P-1", "I-0", 400);
  EXPECT_EQ(blocking_reasons("2026-03-03").front().evidence, (std::vector{purchase, credit}));
}

TEST_F(OpenAmount, of_an_overdue_invoice_rests_on_no_purchase_that_does_not_attach_it) {
  const auto issue = invoice("2026-03-02", "I-0", 700, "2026-03-03");
  const auto payment = paid("2026-03-03", "P-1", "I-0", 200);
  const auto reason = blocking_reasons("2026-03-10").front();
  EXPECT_EQ(reason.open, 500);
  EXPECT_EQ(reason.evidence, (std::vector{issue, payment}));
}

}  // namespace
}  // namespace tests
