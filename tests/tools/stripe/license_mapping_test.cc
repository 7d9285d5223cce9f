#include <gtest/gtest.h>

#include "tests/tools/stripe/bookkeeper.h"
#include "tests/tools/stripe/stripe_events.h"

namespace tests::stripe {
namespace {

constexpr std::int64_t period_end = start_s + 31 * day_s + 3'600;  // 2026-02-01T01:00:00Z

json::array ten_sales(std::int64_t quantity = 10) {
  return {item("si_1", "price_sales", quantity, period_end)};
}

json::object subscription_event(const std::string& id, const std::string& kind, std::int64_t at,
                                json::object object) {
  return event(id, "customer.subscription." + kind, at, std::move(object));
}

TEST(StripeSubscriptions, become_purchases_with_a_line_per_item_until_the_paid_period_ends) {
  Bookkeeper books;
  books.take(subscription_event("evt_1", "created", start_s,
                                subscription("sub_1", "active",
                                             {item("si_1", "price_sales", 10, period_end),
                                              item("si_2", "price_bundle", 2, period_end),
                                              item("si_3", "price_training", 1, period_end)},
                                             "in_1")));
  ASSERT_EQ(books.facts().size(), 1U);
  const auto& recorded = std::get<ledger::PurchaseRecorded>(books.facts().front().data);
  EXPECT_EQ(recorded.order_id, "sub_1");
  EXPECT_EQ(recorded.invoice_ids, std::vector<std::string>{"in_1"});
  EXPECT_EQ(books.lines("1801000001", later),
            "si_1 10 ten-sales until 2026-02-02\nsi_2 20 ten-service until 2026-02-02\n");
}

TEST(StripeSubscriptions, are_read_in_the_older_shape_with_one_period_and_a_plan) {
  auto object = subscription("sub_1", "active",
                             {json::object{{"id", "si_1"},
                                           {"plan", {{"id", "price_sales"}, {"product", "prod_1"}}},
                                           {"quantity", 3}}},
                             "in_1");
  object["current_period_end"] = start_s + 31 * day_s;
  Bookkeeper books;
  books.take(subscription_event("evt_1", "created", start_s, object));
  EXPECT_EQ(books.lines("1801000001", later), "si_1 3 ten-sales until 2026-02-01\n");
}

TEST(StripeSubscriptions, buy_nothing_until_the_first_payment) {
  Bookkeeper books;
  books.take(subscription_event("evt_1", "created", start_s,
                                subscription("sub_1", "incomplete", ten_sales(), "in_1")));
  EXPECT_TRUE(books.facts().empty());
  books.take(subscription_event("evt_2", "updated", start_s,
                                subscription("sub_1", "active", ten_sales(), "in_1")));
  EXPECT_EQ(books.lines("1801000001", later), "si_1 10 ten-sales until 2026-02-02\n");
  Bookkeeper given_up;
  given_up.take(
      subscription_event("evt_1", "updated", start_s + 9,
                         subscription("sub_2", "incomplete_expired", ten_sales(), "in_1")));
  EXPECT_TRUE(given_up.facts().empty());
}

TEST(StripeSubscriptions, end_lines_that_are_removed_or_no_longer_paid_for) {
  for (const char* status : {"canceled", "unpaid", "paused"}) {
    Bookkeeper books;
    books.take(subscription_event("evt_3", "updated", start_s + 900,
                                  subscription("sub_1", status, ten_sales(), "in_1")));
    books.take(subscription_event("evt_1", "created", start_s,
                                  subscription("sub_1", "active",
                                               {item("si_1", "price_sales", 10, period_end),
                                                item("si_2", "price_bundle", 1, period_end)},
                                               "in_1")));
    books.take(subscription_event("evt_2", "updated", start_s + 500,
                                  subscription("sub_1", "past_due", ten_sales(), "in_1")));
    EXPECT_EQ(books.lines("1801000001", start_s),
              "si_1 10 ten-sales until 2026-02-02\nsi_2 10 ten-service until 2026-02-02\n");
    EXPECT_EQ(books.lines("1801000001", start_s + 500), "si_1 10 ten-sales until 2026-02-02\n");
    EXPECT_EQ(books.lines("1801000001", later), "") << status;
  }
}

TEST(StripeSubscriptions, that_are_deleted_end_even_within_the_same_second) {
  Bookkeeper books;
  books.take(subscription_event("evt_1", "deleted", start_s,
                                subscription("sub_1", "active", ten_sales(), "in_1")));
  books.take(subscription_event("evt_2", "updated", start_s,
                                subscription("sub_1", "active", ten_sales(), "in_1")));
  EXPECT_EQ(books.lines("1801000001", later), "");
}

TEST(StripeSubscriptions, move_to_another_license_with_their_metadata) {
  Bookkeeper books;
  books.take(
      subscription_event("evt_2", "updated", start_s + 500,
                         subscription("sub_1", "active", ten_sales(), "in_1", "1801000002")));
  books.take(subscription_event("evt_1", "created", start_s,
                                subscription("sub_1", "active", ten_sales(), "in_1")));
  EXPECT_EQ(books.lines("1801000001", start_s + 499), "si_1 10 ten-sales until 2026-02-02\n");
  EXPECT_EQ(books.lines("1801000001", later), "");
  EXPECT_EQ(books.lines("1801000002", start_s + 499), "");
  EXPECT_EQ(books.lines("1801000002", later), "si_1 10 ten-sales until 2026-02-02\n");
}

TEST(StripeSubscriptions, with_unmapped_prices_or_missing_items_are_not_guessed) {
  Bookkeeper books;
  books.take(subscription_event(
      "evt_1", "created", start_s,
      subscription("sub_1", "active", {item("si_1", "price_new", 1, period_end)}, "in_1")));
  EXPECT_EQ(books.problem_of("evt_1"), "price_not_mapped");
  auto object = subscription("sub_2", "active", ten_sales(), "in_1");
  object["items"].as_object()["has_more"] = true;
  books.take(subscription_event("evt_2", "created", start_s, object));
  EXPECT_EQ(books.problem_of("evt_2"), "lines_incomplete");
  EXPECT_TRUE(books.facts().empty());
}

TEST(StripeSubscriptions, can_be_configured_to_last_indefinitely_and_await_no_payment) {
  auto config = example_config();
  config.until_period_end = false;
  config.await_payment = false;
  Bookkeeper books{config};
  books.take(subscription_event("evt_1", "created", start_s,
                                subscription("sub_1", "active", ten_sales(), "in_1")));
  EXPECT_EQ(books.lines("1801000001", later), "si_1 10 ten-sales\n");
  EXPECT_TRUE(std::get<ledger::PurchaseRecorded>(books.facts().front().data).invoice_ids.empty());
  // Then a renewal changes nothing.
  books.take(subscription_event("evt_2", "updated", start_s + 31 * day_s,
                                subscription("sub_1", "active", ten_sales(), "in_2")));
  EXPECT_EQ(books.facts().size(), 1U);
}

json::object line(const std::string& id, const std::string& price, std::int64_t quantity) {
  return {
      {"id", id},
      {"amount", 1'000},
      {"quantity", quantity},
      {"pricing", {{"price_details", {{"price", price}, {"product", "prod_1"}}}}},
      {"parent",
       {{"type", "invoice_item_details"}, {"invoice_item_details", {{"subscription", nullptr}}}}}};
}

TEST(StripeInvoices, sell_modules_on_one_off_lines_with_a_mapped_price) {
  auto of_subscription = line("il_3", "price_sales", 7);
  of_subscription["parent"] = {{"type", "subscription_item_details"}};
  Bookkeeper books;
  const InvoiceForm form{.lines = {line("il_1", "price_bundle", 2),
                                   line("il_2", "price_unknown", 1), of_subscription}};
  books.take(event("evt_1", "invoice.finalized", start_s, invoice(form)));
  EXPECT_EQ(books.lines("1801000001", later), "il_1 20 ten-service\n");
  auto voided = form;
  voided.status = "void";
  voided.voided_at = start_s + 700;
  books.take(event("evt_2", "invoice.voided", start_s + 700, invoice(voided)));
  EXPECT_EQ(books.lines("1801000001", later), "");
}

TEST(StripeInvoices, with_missing_lines_are_still_posted) {
  auto object = invoice({.lines = {line("il_1", "price_bundle", 2)}});
  object["lines"].as_object()["has_more"] = true;
  Bookkeeper books;
  books.take(event("evt_1", "invoice.finalized", start_s, object));
  EXPECT_EQ(books.facts().size(), 2U);
}

TEST(StripeSerialNumbers, come_from_the_subscription_or_else_from_the_customer) {
  Bookkeeper books;
  books.take(event("evt_1", "invoice.finalized", start_s + 50,
                   invoice({.serial = "", .subscription = "sub_1"})));
  EXPECT_EQ(books.problem_of("evt_1"), "serial_number_missing");
  books.take(
      subscription_event("evt_2", "created", start_s,
                         subscription("sub_1", "active", ten_sales(), "in_1", "1801000003")));
  EXPECT_TRUE(books.problems().empty());
  EXPECT_EQ(books.facts().back().subject, "1801000003");
  auto of_customer = invoice({.id = "in_2", .serial = ""});
  of_customer["customer"] = "cus_known";
  books.take(event("evt_3", "invoice.finalized", start_s + 60, of_customer));
  EXPECT_EQ(books.facts().back().subject, "1801000009");
}

TEST(StripeSerialNumbers, that_disagree_are_reported_and_none_is_chosen) {
  Bookkeeper books;
  auto object = invoice({});
  object["metadata"] = {{"serial_number", "1801000002"}};
  books.take(event("evt_1", "invoice.finalized", start_s, object));
  EXPECT_EQ(books.problem_of("evt_1"), "serial_numbers_disagree");
  EXPECT_TRUE(books.facts().empty());
  books.take(event("evt_2", "invoice.finalized", start_s, invoice({})));
  auto note = credit_note("cn_1", "in_1", 500, start_s + 60);
  note["metadata"] = {{"serial_number", "1801000002"}};
  books.take(event("evt_3", "credit_note.created", start_s + 60, note));
  EXPECT_EQ(books.problem_of("evt_3"), "serial_numbers_disagree");
  EXPECT_EQ(books.open("in_1", later), 12'500);
}

TEST(StripeSerialNumbers, corrected_on_an_invoice_move_all_its_facts) {
  Bookkeeper books;
  books.take(event("evt_1", "invoice.finalized", start_s, invoice({})));
  books.take(event("evt_2", "invoice_payment.paid", start_s + 210,
                   invoice_payment("inpay_1", "in_1", "pi_1", 12'500, start_s + 190)));
  books.take(event("evt_3", "refund.created", start_s + 300,
                   refund("re_1", "pi_1", 2'500, start_s + 300)));
  books.take(event("evt_4", "invoice.updated", start_s + 900, invoice({.serial = "1801000002"})));
  Bookkeeper directly;
  directly.take(
      event("evt_4", "invoice.updated", start_s + 900, invoice({.serial = "1801000002"})));
  directly.take(event("evt_2", "invoice_payment.paid", start_s + 210,
                      invoice_payment("inpay_1", "in_1", "pi_1", 12'500, start_s + 190)));
  directly.take(event("evt_3", "refund.created", start_s + 300,
                      refund("re_1", "pi_1", 2'500, start_s + 300)));
  const auto moved = books.state(later);
  for (const char* held : {"1801000002 payment.received.v1", "1801000002 payment.reversed.v1",
                           "1801000002 invoice.issued.v1"}) {
    EXPECT_NE(moved.find(held), std::string::npos) << moved;
    EXPECT_NE(directly.state(later).find(held), std::string::npos);
  }
  EXPECT_EQ(moved.find("1801000001"), std::string::npos) << moved;
  EXPECT_EQ(moved, directly.state(later));
}

TEST(StripeEvents, of_the_other_mode_or_malformed_add_no_facts) {
  Bookkeeper books;
  auto test = event("evt_1", "invoice.finalized", start_s, invoice({}));
  test["livemode"] = false;
  books.take(test);
  EXPECT_EQ(books.problem_of("evt_1"), "test_mode");
  for (const char* missing : {"id", "currency", "amount_due", "amount_paid", "status"}) {
    auto object = invoice({});
    object.erase(missing);
    books.take(event(std::string{"evt_"} + missing, "invoice.finalized", start_s, object));
    EXPECT_EQ(books.problem_of(std::string{"evt_"} + missing), "malformed_object") << missing;
    EXPECT_NE(books.problems().at(std::string{"evt_"} + missing).detail.find(missing),
              std::string::npos);
  }
  EXPECT_TRUE(books.facts().empty());
}

TEST(StripeEvents, of_unmapped_types_are_ignored) {
  using tools::stripe::is_mapped;
  for (const char* type : {"customer.created", "payment_intent.succeeded", "charge.succeeded",
                           "charge.failed", "invoice.created", "invoice.upcoming",
                           "invoiceitem.created", "checkout.session.completed", "price.updated"}) {
    EXPECT_FALSE(is_mapped(type)) << type;
  }
  for (const char* type :
       {"invoice.paid", "invoice.finalized", "invoice_payment.paid", "charge.refunded",
        "charge.refund.updated", "refund.failed", "charge.dispute.closed", "credit_note.voided",
        "customer.subscription.deleted"}) {
    EXPECT_TRUE(is_mapped(type)) << type;
  }
}

}  // namespace
}  // namespace tests::stripe
