#include <gtest/gtest.h>

#include "tests/tools/stripe/bookkeeper.h"
#include "tests/tools/stripe/stripe_events.h"

namespace tests::stripe {
namespace {

json::object issued(const InvoiceForm& form, bool older = false) {
  return event("evt_finalized", "invoice.finalized", form.issued_at, invoice(form, older));
}

TEST(StripeInvoices, are_issued_with_the_amount_due_when_finalized) {
  Bookkeeper books;
  books.take(issued({}));
  ASSERT_EQ(books.facts().size(), 1U);
  const auto& fact = books.facts().front();
  EXPECT_EQ(fact.source, "stripe");
  EXPECT_EQ(fact.id, "in_1/invoice.issued/1767225600/00001");
  EXPECT_EQ(fact.subject, "1801000001");
  EXPECT_EQ(ledger::to_text(*fact.time), "2026-01-01T00:00:00Z");
  const auto& data = std::get<ledger::InvoiceIssued>(fact.data);
  EXPECT_EQ(data.amount, 12'500);
  EXPECT_EQ(data.currency, "SEK");
  EXPECT_EQ(ledger::to_text(data.due_on), "2026-01-31");
}

TEST(StripeInvoices, that_are_charged_immediately_are_due_on_the_day_of_issue) {
  Bookkeeper books;
  books.take(issued({.due_date = 0}));
  EXPECT_EQ(ledger::to_text(std::get<ledger::InvoiceIssued>(books.facts().front().data).due_on),
            "2026-01-01");
}

TEST(StripeInvoices, are_one_fact_whichever_of_their_events_arrive_in_either_shape) {
  for (const bool older : {false, true}) {
    Bookkeeper books;
    for (const char* type : {"invoice.payment_failed", "invoice.overdue", "invoice.finalized",
                             "invoice.sent", "invoice.marked_uncollectible"}) {
      books.take(event(std::string{"evt_"} + type, type, start_s + 100, invoice({}, older)));
    }
    EXPECT_EQ(books.facts().size(), 1U);
    EXPECT_TRUE(books.problems().empty());
  }
}

TEST(StripeInvoices, that_are_drafts_or_upcoming_add_no_facts) {
  Bookkeeper books;
  books.take(event("evt_1", "invoice.created", start_s, invoice({.status = "draft"})));
  books.take(event("evt_2", "invoice.updated", start_s, invoice({.status = "draft"})));
  books.take(event("evt_3", "invoice.upcoming", start_s, {{"object", "invoice"}}));
  EXPECT_TRUE(books.facts().empty());
  EXPECT_TRUE(books.problems().empty());
}

TEST(StripeInvoices, have_a_moved_due_date_from_the_update_on) {
  Bookkeeper books;
  books.take(event("evt_2", "invoice.updated", start_s + 500,
                   invoice({.due_date = start_s + 60 * day_s})));
  books.take(issued({}));
  EXPECT_NE(books.state(start_s + 499).find("2026-01-31"), std::string::npos);
  EXPECT_NE(books.state(start_s + 500).find("2026-03-02"), std::string::npos);
}

TEST(StripeInvoices, stay_void) {
  Bookkeeper books;
  books.take(event("evt_2", "invoice.voided", start_s + 900,
                   invoice({.status = "void", .voided_at = start_s + 890})));
  books.take(issued({}));
  EXPECT_EQ(books.open("in_1", start_s + 889), 12'500);
  EXPECT_EQ(books.open("in_1", start_s + 890), 0);
}

TEST(StripeInvoices, are_owed_in_iso_4217_minor_units) {
  Bookkeeper books;
  books.take(issued({.due = 500'000, .currency = "isk"}));
  EXPECT_EQ(std::get<ledger::InvoiceIssued>(books.facts().front().data).amount, 5'000);
  books.take(event("evt_odd", "invoice.finalized", start_s,
                   invoice({.id = "in_2", .due = 500'010, .currency = "isk"})));
  EXPECT_EQ(books.problem_of("evt_odd"), "amount_not_representable");
  EXPECT_EQ(books.facts().size(), 1U);
  books.take(event("evt_yen", "invoice.finalized", start_s,
                   invoice({.id = "in_3", .due = 5'000, .currency = "jpy"})));
  EXPECT_EQ(std::get<ledger::InvoiceIssued>(books.facts().back().data).amount, 5'000);
}

TEST(StripePayments, are_counted_individually_and_once_if_repeated) {
  Bookkeeper books;
  books.take(issued({}));
  const auto first = event("evt_p1", "invoice_payment.paid", start_s + 100,
                           invoice_payment("inpay_1", "in_1", "pi_1", 5'000, start_s + 90));
  books.take(first);
  books.take(first);
  EXPECT_EQ(books.facts().size(), 2U);
  EXPECT_EQ(books.open("in_1", later), 7'500);
  books.take(event("evt_p2", "invoice_payment.paid", start_s + 200,
                   invoice_payment("inpay_2", "in_1", "pi_2", 7'500, start_s + 190, "sek", false)));
  EXPECT_EQ(books.open("in_1", later), 0);
  EXPECT_EQ(std::get<ledger::PaymentReceived>(books.facts()[1].data).payment_id, "pi_1");
  EXPECT_EQ(std::get<ledger::PaymentReceived>(books.facts()[2].data).payment_id, "inpay_2");
}

TEST(StripePayments, known_only_from_a_total_are_its_remainder_and_never_counted_twice) {
  const auto paid = event("evt_paid", "invoice.paid", start_s + 210,
                          invoice({.status = "paid", .paid = 12'500, .paid_at = start_s + 200}));
  const auto single = event("evt_p1", "invoice_payment.paid", start_s + 210,
                            invoice_payment("inpay_1", "in_1", "pi_1", 5'000, start_s + 190));
  Bookkeeper total_only;
  total_only.take(paid);
  EXPECT_EQ(total_only.open("in_1", later), 0);
  EXPECT_NE(total_only.state(later).find("\"in_1:rest\",\"invoice_id\":\"in_1\",\"amount\":12500"),
            std::string::npos);
  Bookkeeper one;
  one.take(paid);
  one.take(single);
  Bookkeeper other;
  other.take(single);
  other.take(paid);
  EXPECT_EQ(one.state(later), other.state(later));
  EXPECT_EQ(one.state(start_s + 195), other.state(start_s + 195));
  EXPECT_NE(one.state(later).find("\"in_1:rest\",\"invoice_id\":\"in_1\",\"amount\":7500"),
            std::string::npos);
}

TEST(StripePayments, of_the_older_api_have_the_payment_intent_of_the_invoice) {
  Bookkeeper books;
  books.take(event(
      "evt_paid", "invoice.paid", start_s + 210,
      invoice(
          {.status = "paid", .paid = 12'500, .paid_at = start_s + 200, .payment_intent = "pi_1"},
          true)));
  EXPECT_NE(books.state(later).find("\"payment_id\":\"pi_1\""), std::string::npos);
  books.take(event("evt_refund", "refund.created", start_s + 300,
                   refund("re_1", "pi_1", 2'500, start_s + 300)));
  EXPECT_EQ(books.open("in_1", later), 2'500);
  EXPECT_TRUE(books.problems().empty());
}

TEST(StripePayments, outside_stripe_have_no_payment_intent_even_if_the_invoice_names_one) {
  auto object = invoice(
      {.status = "paid", .paid = 12'500, .paid_at = start_s + 200, .payment_intent = "pi_canceled"},
      true);
  object["paid_out_of_band"] = true;
  Bookkeeper books;
  books.take(event("evt_paid", "invoice.paid", start_s + 210, object));
  EXPECT_EQ(books.open("in_1", later), 0);
  EXPECT_EQ(books.state(later).find("pi_canceled"), std::string::npos);
}

TEST(StripeRefunds, wait_until_the_payment_is_known) {
  Bookkeeper books;
  books.take(issued({}));
  books.take(event("evt_refund", "refund.created", start_s + 300,
                   refund("re_1", "pi_1", 2'500, start_s + 300)));
  EXPECT_EQ(books.problem_of("evt_refund"), "payment_unknown");
  books.take(event("evt_p1", "invoice_payment.paid", start_s + 210,
                   invoice_payment("inpay_1", "in_1", "pi_1", 12'500, start_s + 190)));
  EXPECT_TRUE(books.problems().empty());
  EXPECT_EQ(books.open("in_1", later), 2'500);
  EXPECT_EQ(books.open("in_1", start_s + 299), 0);
}

TEST(StripeRefunds, that_fail_or_are_canceled_stop_counting_from_then_on) {
  for (const char* status : {"failed", "canceled"}) {
    Bookkeeper books;
    books.take(issued({}));
    books.take(event("evt_p1", "invoice_payment.paid", start_s + 210,
                     invoice_payment("inpay_1", "in_1", "pi_1", 12'500, start_s + 190)));
    books.take(event("evt_failed", "refund.failed", start_s + 900,
                     refund("re_1", "pi_1", 2'500, start_s + 300, status)));
    books.take(event("evt_refund", "refund.created", start_s + 300,
                     refund("re_1", "pi_1", 2'500, start_s + 300, "pending")));
    EXPECT_EQ(books.open("in_1", start_s + 500), 2'500) << status;
    EXPECT_EQ(books.open("in_1", later), 0) << status;
  }
}

TEST(StripeRefunds, are_not_counted_again_in_the_total_of_the_charge) {
  const auto total =
      event("evt_total", "charge.refunded", start_s + 310, refunded_charge("pi_1", 4'000));
  const auto single = event("evt_refund", "refund.created", start_s + 300,
                            refund("re_1", "pi_1", 2'500, start_s + 300));
  for (const bool total_first : {false, true}) {
    Bookkeeper books;
    books.take(issued({}));
    books.take(event("evt_p1", "invoice_payment.paid", start_s + 210,
                     invoice_payment("inpay_1", "in_1", "pi_1", 12'500, start_s + 190)));
    books.take(total_first ? total : single);
    books.take(total_first ? single : total);
    EXPECT_EQ(books.open("in_1", later), 4'000);
    books.take(event("evt_refund2", "refund.created", start_s + 305,
                     refund("re_2", "pi_1", 1'500, start_s + 305)));
    EXPECT_EQ(books.open("in_1", later), 4'000);
  }
}

TEST(StripeRefunds, of_a_payment_of_several_invoices_or_in_another_currency_need_attention) {
  Bookkeeper books;
  for (const char* id : {"in_1", "in_2"}) {
    books.take(event(std::string{"evt_"} + id, "invoice.finalized", start_s, invoice({.id = id})));
    books.take(event(std::string{"evt_paid_"} + id, "invoice_payment.paid", start_s + 210,
                     invoice_payment(std::string{"inpay_"} + id, id, "pi_1", 12'500, start_s + 190,
                                     "sek", false)));
  }
  EXPECT_EQ(books.open("in_1", later), 0);
  EXPECT_EQ(books.open("in_2", later), 0);
  books.take(event("evt_refund", "refund.created", start_s + 300,
                   refund("re_1", "pi_1", 2'500, start_s + 300)));
  EXPECT_EQ(books.problem_of("evt_refund"), "payment_of_several_invoices");
  books.take(event("evt_3", "invoice.finalized", start_s, invoice({.id = "in_3"})));
  books.take(event("evt_p3", "invoice_payment.paid", start_s + 210,
                   invoice_payment("inpay_3", "in_3", "pi_3", 12'500, start_s + 190)));
  books.take(event("evt_refund3", "refund.created", start_s + 300,
                   refund("re_3", "pi_3", 2'500, start_s + 300, "succeeded", "eur")));
  EXPECT_EQ(books.problem_of("evt_refund3"), "currency_differs");
}

TEST(StripeDisputes, withdraw_the_money_until_they_are_won) {
  Bookkeeper books;
  books.take(issued({}));
  books.take(event("evt_p1", "invoice_payment.paid", start_s + 210,
                   invoice_payment("inpay_1", "in_1", "pi_1", 12'500, start_s + 190)));
  const auto state = [&](const char* id, const char* type, std::int64_t at, const char* status) {
    books.take(event(id, type, at, dispute("dp_1", "pi_1", 12'500, start_s + 1'000, status)));
  };
  state("evt_d4", "charge.dispute.closed", start_s + 4'000, "won");
  state("evt_d2", "charge.dispute.created", start_s + 1'000, "needs_response");
  state("evt_d3", "charge.dispute.updated", start_s + 3'000, "under_review");
  EXPECT_EQ(books.open("in_1", start_s + 999), 0);
  EXPECT_EQ(books.open("in_1", start_s + 1'000), 12'500);
  EXPECT_EQ(books.open("in_1", start_s + 3'999), 12'500);
  EXPECT_EQ(books.open("in_1", later), 0);
  EXPECT_NE(books.state(start_s + 2'000).find("\"kind\":\"chargeback\""), std::string::npos);
}

TEST(StripeDisputes, that_are_only_inquiries_withdraw_nothing_and_lost_ones_are_final) {
  Bookkeeper books;
  books.take(issued({}));
  books.take(event("evt_p1", "invoice_payment.paid", start_s + 210,
                   invoice_payment("inpay_1", "in_1", "pi_1", 12'500, start_s + 190)));
  books.take(event("evt_d1", "charge.dispute.created", start_s + 1'000,
                   dispute("dp_1", "pi_1", 12'500, start_s + 1'000, "warning_needs_response")));
  EXPECT_EQ(books.open("in_1", later), 0);
  EXPECT_EQ(books.facts().size(), 2U);
  books.take(event("evt_d2", "charge.dispute.closed", start_s + 2'000,
                   dispute("dp_2", "pi_1", 5'000, start_s + 1'500, "lost")));
  EXPECT_EQ(books.open("in_1", later), 5'000);
  books.take(event("evt_d3", "charge.dispute.updated", start_s + 2'000,
                   dispute("dp_3", "pi_1", 5'000, start_s + 1'500, "surprising")));
  EXPECT_EQ(books.problem_of("evt_d3"), "malformed_object");
}

TEST(StripeCreditNotes, lower_the_amount_owed_until_they_are_voided) {
  Bookkeeper books;
  books.take(event("evt_v", "credit_note.voided", start_s + 900,
                   credit_note("cn_1", "in_1", 2'500, start_s + 300, "void", start_s + 880)));
  EXPECT_EQ(books.problem_of("evt_v"), "serial_number_missing");
  // A credit note before payment lowers the amount due in Stripe; the amount issued stays.
  books.take(event("evt_2", "invoice.updated", start_s + 310, invoice({.credited_before = 2'500})));
  EXPECT_TRUE(books.problems().empty());
  EXPECT_EQ(books.open("in_1", start_s + 299), 12'500);
  EXPECT_EQ(books.open("in_1", start_s + 300), 10'000);
  EXPECT_EQ(books.open("in_1", start_s + 880), 12'500);
}

}  // namespace
}  // namespace tests::stripe
