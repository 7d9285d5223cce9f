#include "tests/support/license_history.h"

namespace tests {
namespace {

class Unpaid : public LicenseHistory {
 protected:
  void SetUp() override {
    given_license("2026-03-01");
    bound("2026-03-01");
  }
};

TEST_F(Unpaid, blocks_while_an_invoice_attached_to_the_offered_purchase_is_open_though_not_due) {
  const auto issue = invoice("2026-03-02", "I-1", 1000, "2026-04-01");
  const auto purchase = bought("2026-03-03", {{"ten-sales", 1}}, {"I-1"});
  EXPECT_EQ(blocking_reason("2026-03-10"), (Reason{.code = ReasonCode::unpaid,
                                                   .invoice_id = "I-1",
                                                   .open = 1000,
                                                   .currency = "SEK",
                                                   .due_on = on("2026-04-01"),
                                                   .overdue = false,
                                                   .since = at("2026-03-03"),
                                                   .evidence = {issue, purchase}}));
}

TEST_F(Unpaid, is_resolved_by_the_customer) {
  bought("2026-03-03", {{"ten-sales", 1}}, {"I-1"});
  EXPECT_EQ(resolver(blocking_reason("2026-03-03")), "customer");
}

TEST_F(Unpaid, blocks_without_amounts_while_the_attached_invoice_is_not_known) {
  const auto purchase = bought("2026-03-03", {{"ten-sales", 1}}, {"I-1"});
  EXPECT_EQ(blocking_reason("2026-03-10"), (Reason{.code = ReasonCode::unpaid,
                                                   .invoice_id = "I-1",
                                                   .open = std::nullopt,
                                                   .currency = std::nullopt,
                                                   .due_on = std::nullopt,
                                                   .overdue = false,
                                                   .since = at("2026-03-03"),
                                                   .evidence = {purchase}}));
}

TEST_F(Unpaid, continues_when_the_invoice_becomes_known) {
  bought("2026-03-03", {{"ten-sales", 1}}, {"I-1"});
  invoice("2026-03-05", "I-1", 1000, "2026-04-01");
  const auto reason = blocking_reason("2026-03-05");
  EXPECT_EQ(reason.open, 1000);
  EXPECT_EQ(reason.since, at("2026-03-03"));
}

TEST_F(Unpaid, ends_when_the_last_unit_is_paid) {
  invoice("2026-03-02", "I-1", 1000, "2026-04-01");
  bought("2026-03-02", {{"ten-sales", 1}}, {"I-1"});
  paid("2026-03-05", "P-1", "I-1", 999);
  paid("2026-03-06", "P-2", "I-1", 1);
  EXPECT_EQ(blocking_reason("2026-03-05T23:59:59.999999Z").open, 1);
  EXPECT_EQ(blocked_by("2026-03-06"), Texts{});
  EXPECT_TRUE(can_be_activated("2026-03-06"));
}

TEST_F(Unpaid, does_not_arise_for_an_attached_invoice_over_zero) {
  invoice("2026-03-02", "I-1", 0, "2026-03-02");
  bought("2026-03-02", {{"ten-sales", 1}}, {"I-1"});
  EXPECT_EQ(blocked_by("2026-05-01"), Texts{});
}

TEST_F(Unpaid, is_one_reason_for_each_invoice_in_the_order_of_their_ids) {
  bought("2026-03-02", {{"ten-sales", 1}}, {"I-2", "I-10"});
  bought("2026-03-03", {{"pocket", 1}}, {"I-1", "I-2"});
  invoice("2026-03-02", "I-0", 1000, "2026-03-03");
  EXPECT_EQ(blocked_by("2026-03-10"),
            (Texts{"unpaid I-0", "unpaid I-1", "unpaid I-10", "unpaid I-2"}));
}

TEST_F(Unpaid, cites_every_purchase_that_attaches_the_invoice) {
  const auto first = bought("2026-03-02", {{"ten-sales", 1}}, {"I-1"});
  bought("2026-03-03", {{"pocket", 1}});
  const auto third = bought("2026-03-04", {{"ten-sales", 2}}, {"I-1"});
  EXPECT_EQ(blocking_reason("2026-03-10").evidence, (std::vector{first, third}));
}

TEST_F(Unpaid, counts_the_invoices_of_a_purchase_whose_lines_were_all_replaced) {
  bought("2026-03-02", {{"ten-sales", 1}}, {"I-1"});
  bought("2026-03-03", {{"ten-sales", 2}}, {"I-2"});
  EXPECT_EQ(blocked_by("2026-03-10"), (Texts{"unpaid I-1", "unpaid I-2"}));
}

TEST_F(Unpaid, counts_only_the_invoices_of_purchases_after_the_current_number) {
  bought("2026-03-02", {{"ten-sales", 1}}, {"I-1"});
  bought("2026-03-03", {{"ten-sales", 2}}, {"I-2"});
  bought("2026-03-04", {{"ten-sales", 3}}, {"I-3"});
  activated("2026-03-05", 2, {{"ten-sales", 2}});
  EXPECT_EQ(blocked_by("2026-03-04T23:59:59.999999Z"),
            (Texts{"unpaid I-1", "unpaid I-2", "unpaid I-3"}));
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{"unpaid I-3"});
}

TEST_F(Unpaid, cites_no_purchase_up_to_the_current_number) {
  bought("2026-03-02", {{"ten-sales", 1}}, {"I-1"});
  activated("2026-03-03", 1, {{"ten-sales", 1}});
  const auto second = bought("2026-03-04", {{"ten-sales", 2}}, {"I-1"});
  EXPECT_EQ(blocking_reason("2026-03-04").evidence, std::vector{second});
}

TEST_F(Unpaid, counts_the_invoices_of_a_future_purchase_only_once_that_takes_effect) {
  recorded_at("2026-03-02").bought("2026-03-20", {{"ten-sales", 1}}, {"I-1"});
  EXPECT_EQ(blocked_by("2026-03-19T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(blocking_reason("2026-03-25").since, at("2026-03-20"));
}

TEST_F(Unpaid, ends_when_the_attached_invoice_is_voided) {
  invoice("2026-03-02", "I-1", 1000, "2026-04-01");
  bought("2026-03-02", {{"ten-sales", 1}}, {"I-1"});
  voided("2026-03-05", "I-1");
  EXPECT_EQ(blocked_by("2026-03-04T23:59:59.999999Z"), Texts{"unpaid I-1"});
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{});
  EXPECT_EQ(blocked_by("2026-05-01"), Texts{});
}

TEST_F(Unpaid, does_not_arise_for_an_invoice_that_was_voided_before_it_is_known) {
  bought("2026-03-02", {{"ten-sales", 1}}, {"I-1"});
  voided("2026-03-05", "I-1");
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{});
  invoice("2026-03-06", "I-1", 1000, "2026-03-06");
  EXPECT_EQ(blocked_by("2026-05-01"), Texts{});
}

TEST_F(Unpaid, stays_settled_by_a_void_whatever_is_stated_later) {
  invoice("2026-03-02", "I-1", 1000, "2026-03-10");
  bought("2026-03-02", {{"ten-sales", 1}}, {"I-1"});
  voided("2026-03-05", "I-1");
  invoice("2026-03-06", "I-1", 2000, "2026-03-10");
  paid("2026-03-07", "P-1", "I-1", 100);
  reversed("2026-03-08", "V-1", "P-1", 100);
  EXPECT_EQ(blocked_by("2026-05-01"), Texts{});
}

TEST_F(Unpaid, does_not_arise_for_an_open_invoice_that_is_neither_attached_nor_overdue) {
  invoice("2026-03-02", "I-9", 1000, "2026-03-10");
  bought("2026-03-02", {{"ten-sales", 1}});
  EXPECT_EQ(blocked_by("2026-03-02"), Texts{});
}

TEST_F(Unpaid, blocks_on_any_invoice_from_the_day_after_it_was_due) {
  const auto issue = invoice("2026-03-02", "I-9", 1000, "2026-03-10");
  EXPECT_EQ(blocked_by("2026-03-10"), Texts{});
  EXPECT_EQ(blocked_by("2026-03-10T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(blocked_by("2026-03-11"), Texts{"unpaid I-9"});
  EXPECT_EQ(blocking_reason("2026-03-20"), (Reason{.code = ReasonCode::unpaid,
                                                   .invoice_id = "I-9",
                                                   .open = 1000,
                                                   .currency = "SEK",
                                                   .due_on = on("2026-03-10"),
                                                   .overdue = true,
                                                   .since = at("2026-03-11"),
                                                   .evidence = {issue}}));
}

TEST_F(Unpaid, blocks_on_an_overdue_invoice_of_the_current_purchase_without_citing_that_purchase) {
  const auto issue = invoice("2026-03-02", "I-1", 1000, "2026-03-10");
  bought("2026-03-02", {{"ten-sales", 1}}, {"I-1"});
  activated("2026-03-05", 1, {{"ten-sales", 1}});
  EXPECT_EQ(blocked_by("2026-03-05"), Texts{});
  EXPECT_EQ(blocking_reason("2026-03-11").evidence, std::vector{issue});
}

TEST_F(Unpaid, waits_for_the_days_of_payment_grace_before_an_invoice_is_overdue) {
  policy("2026-03-01", {.payment_grace_days = 5});
  invoice("2026-03-02", "I-9", 1000, "2026-03-10");
  EXPECT_EQ(blocked_by("2026-03-15T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(blocking_reason("2026-03-20").since, at("2026-03-16"));
}

TEST_F(Unpaid, follows_the_policy_of_the_instant) {
  invoice("2026-03-02", "I-9", 1000, "2026-03-10");
  policy("2026-03-12", {.payment_grace_days = 5});
  policy("2026-03-18", {.payment_grace_days = 30});
  EXPECT_EQ(blocked_by("2026-03-11T23:59:59.999999Z"), Texts{"unpaid I-9"});
  EXPECT_EQ(blocked_by("2026-03-12"), Texts{});
  EXPECT_EQ(blocking_reason("2026-03-17").since, at("2026-03-16"));
  EXPECT_EQ(blocked_by("2026-03-18"), Texts{});
}

TEST_F(Unpaid, turns_overdue_as_the_same_reason) {
  invoice("2026-03-02", "I-1", 1000, "2026-03-10");
  bought("2026-03-02", {{"ten-sales", 1}}, {"I-1"});
  EXPECT_EQ(blocking_reason("2026-03-10T23:59:59.999999Z").overdue, false);
  const auto reason = blocking_reason("2026-03-11");
  EXPECT_EQ(reason.overdue, true);
  EXPECT_EQ(reason.since, at("2026-03-02"));
}

TEST_F(Unpaid, begins_anew_where_the_activation_came_before_the_invoice_was_overdue) {
  invoice("2026-03-02", "I-1", 1000, "2026-03-10");
  bought("2026-03-02", {{"ten-sales", 1}}, {"I-1"});
  activated("2026-03-05", 1, {{"ten-sales", 1}});
  EXPECT_EQ(blocking_reason("2026-03-20").since, at("2026-03-11"));
}

TEST_F(Unpaid, begins_anew_with_the_reversal_of_the_payment) {
  invoice("2026-03-02", "I-9", 1000, "2026-03-10");
  paid("2026-03-12", "P-1", "I-9", 1000);
  reversed("2026-03-20", "V-1", "P-1", 1000);
  EXPECT_EQ(blocked_by("2026-03-11"), Texts{"unpaid I-9"});
  EXPECT_EQ(blocked_by("2026-03-12"), Texts{});
  EXPECT_EQ(blocked_by("2026-03-19T23:59:59.999999Z"), Texts{});
  EXPECT_EQ(blocking_reason("2026-03-25").since, at("2026-03-20"));
}

TEST_F(Unpaid, counts_a_payment_from_its_value_date_as_soon_as_it_is_known) {
  invoice("2026-03-02", "I-9", 1000, "2026-03-10");
  recorded_at("2026-03-15").paid("2026-03-12", "P-1", "I-9", 1000);
  EXPECT_EQ(blocked_by({"2026-03-13", "2026-03-14"}), Texts{"unpaid I-9"});
  EXPECT_EQ(blocked_by({"2026-03-13", "2026-03-15"}), Texts{});
  EXPECT_EQ(blocked_by({"2026-03-11", "2026-03-15"}), Texts{"unpaid I-9"});
}

}  // namespace
}  // namespace tests
