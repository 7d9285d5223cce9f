#include <gtest/gtest.h>
#include <string>

#include "tools/stripe/dossier.h"
#include "tools/stripe/outbox.h"

namespace tests {
namespace {

using namespace tools::stripe;

/// What is on disk must stay readable, and a dossier that did not change must come out byte for
/// byte, or it would be written again.
const std::string stored_invoice =
    R"({"source":"stripe","subscription":"sub_1",)"
    R"("invoices":[{"told":{"event":"evt_1","at":1767225600,"rank":2,"serial":"1801000001",)"
    R"("customer_serial":""},"issued_at":1767225500,"amount":12500,"currency":"SEK",)"
    R"("due_on":20484,"paid":12500,"paid_at":1767225590,"paid_by":"pi_1","voided_at":-1,)"
    R"("bought":[{"line":"il_1","module_name":"ten-sales","quantity":10,"until":-1},)"
    R"({"line":"il_2","module_name":"ten-service","quantity":1,"until":20515}]},)"
    R"({"told":{"event":"evt_2","at":1767225700,"rank":3,"serial":"","customer_serial":)"
    R"("1801000009"},"issued_at":1767225500,"amount":12500,"currency":"SEK","due_on":20484,)"
    R"("paid":0,"paid_at":0,"paid_by":"","voided_at":1767225700,"bought":[]}],)"
    R"("payments":[{"told":{"event":"evt_3","at":1767225600,"rank":0,"serial":"",)"
    R"("customer_serial":""},"payment":"pi_1","payment_id":"pi_1","amount":12500,)"
    R"("currency":"SEK","at":1767225590}],)"
    R"("credits":[{"told":{"event":"evt_4","at":1767225800,"rank":0,"serial":"",)"
    R"("customer_serial":""},"credit":"cn_1","amount":500,"at":1767225800,"voided_at":-1},)"
    R"({"told":{"event":"evt_5","at":1767225900,"rank":1,"serial":"","customer_serial":""},)"
    R"("credit":"cn_1","amount":500,"at":1767225800,"voided_at":1767225900}],)"
    R"("paid_with":["ch_1","pi_1"],)"
    R"("said":[{"subject":"1801000001","type":"invoice.issued.v1","key":"in_1",)"
    R"("said":{"1767225500":{"data":"{\"invoice_id\":\"in_1\"}","revision":2},)"
    R"("999999999":{"data":"{}","revision":1}}}],)"
    R"("waiting":["evt_2","evt_4"]})";

const std::string stored_payment =
    R"({"source":"stripe/acct_1","pays":{"in_1":"pi_1","in_2":"inpay_2"},)"
    R"("reversals":[{"told":{"event":"evt_1","at":1767225600,"rank":1,"serial":"",)"
    R"("customer_serial":""},"reversal":"re_1","dispute":false,"counts":true,"counted":false,)"
    R"("amount":2500,"currency":"SEK","at":1767225600}],)"
    R"("refunded":[{"told":{"event":"evt_2","at":1767225610,"rank":0,"serial":"",)"
    R"("customer_serial":""},"amount":2500,"currency":"SEK"}],)"
    R"("said":[],"waiting":[]})";

const std::string stored_subscription =
    R"({"source":"stripe","subscriptions":[{"told":{"event":"evt_1","at":1767225600,"rank":0,)"
    R"("serial":"1801000001","customer_serial":""},"begun":true,"bought":[{"line":"si_1",)"
    R"("module_name":"ten-sales","quantity":10,"until":20485}],"invoice":"in_1"}],)"
    R"("invoices":["in_1"],"said":[],"waiting":[]})";

const std::string stored_outbox =
    R"([{"group":2,"id":"pi_1","key":"re_1","at":"1767225600","revision":1,)"
    R"("data":"{\"reversal_id\":\"re_1\",\"payment_id\":\"pi_1\",\"amount\":2500,)"
    R"(\"kind\":\"refund\"}",)"
    R"("event":{"specversion":"1.0","source":"stripe",)"
    R"("id":"re_1/payment.reversed/1767225600/00001","type":"payment.reversed.v1",)"
    R"("subject":"1801000001","time":"2026-01-01T00:00:00Z",)"
    R"("data":{"reversal_id":"re_1","payment_id":"pi_1","amount":2500,"kind":"refund"}}}])";

template <class Read>
std::string rewritten(Read read, const std::string& text) {
  const auto dossier = read(text);
  return dossier ? to_text(*dossier) : "unreadable";
}

TEST(StripeStoredForm, of_dossiers_is_read_and_written_byte_for_byte) {
  EXPECT_EQ(rewritten(invoice_dossier, stored_invoice), stored_invoice);
  EXPECT_EQ(rewritten(payment_dossier, stored_payment), stored_payment);
  EXPECT_EQ(rewritten(subscription_dossier, stored_subscription), stored_subscription);
}

TEST(StripeStoredForm, of_the_outbox_is_read_and_written_byte_for_byte) {
  const auto entries = parse_outbox(stored_outbox);
  ASSERT_TRUE(entries);
  EXPECT_EQ(outbox_text(*entries), stored_outbox);
}

TEST(StripeStoredForm, that_lacks_a_member_or_has_another_is_unreadable) {
  EXPECT_FALSE(payment_dossier("{}"));
  EXPECT_FALSE(payment_dossier("not JSON"));
  auto more = stored_payment;
  more.insert(1, R"("more":1,)");
  EXPECT_FALSE(payment_dossier(more));
  auto text_for_number = stored_payment;
  text_for_number.replace(text_for_number.find("2500"), 4, "\"25\"");
  EXPECT_FALSE(payment_dossier(text_for_number));
}

}  // namespace
}  // namespace tests
