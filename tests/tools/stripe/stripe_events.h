#pragma once

#include <boost/json.hpp>
#include <string>

/// Events as Stripe posts them, reduced to the members that are read, in the shape of the API
/// before and after 2025-03-31.
namespace tests::stripe {

namespace json = boost::json;

inline constexpr std::int64_t day_s = 86'400;
inline constexpr std::int64_t start_s = 1'767'225'600;        // 2026-01-01T00:00:00Z
inline constexpr std::int64_t later = start_s + 400 * day_s;  // after every due date

inline json::object event(std::string id, std::string type, std::int64_t created,
                          json::object object) {
  return {{"id", std::move(id)}, {"object", "event"}, {"type", std::move(type)},
          {"created", created},  {"livemode", true},  {"data", {{"object", std::move(object)}}}};
}

inline json::object list(json::array data, bool has_more = false) {
  return {{"object", "list"}, {"data", std::move(data)}, {"has_more", has_more}};
}

struct InvoiceForm {
  std::string id = "in_1";
  std::string status = "open";
  std::int64_t due = 12'500;
  std::int64_t paid = 0;
  std::string currency = "sek";
  std::int64_t issued_at = start_s;
  std::int64_t due_date = start_s + 30 * day_s;
  std::int64_t paid_at = 0;
  std::int64_t voided_at = 0;
  std::int64_t credited_before = 0;  // by credit notes before payment
  std::string serial = "1801000001";
  std::string subscription = {};
  std::string payment_intent = {};  // in the older shape only
  json::array lines = {};
};

inline json::value or_null(std::int64_t value) {
  return value == 0 ? json::value{} : json::value(value);
}
inline json::value or_null(const std::string& value) {
  return value.empty() ? json::value{} : json::value(value);
}
inline json::object metadata(const std::string& serial) {
  return serial.empty() ? json::object{} : json::object{{"serial_number", serial}};
}

inline json::object invoice(const InvoiceForm& form, bool older = false) {
  json::object object{{"id", form.id},
                      {"object", "invoice"},
                      {"status", form.status},
                      {"amount_due", form.due - form.credited_before},
                      {"amount_paid", form.paid},
                      {"pre_payment_credit_notes_amount", form.credited_before},
                      {"currency", form.currency},
                      {"customer", "cus_1"},
                      {"created", form.issued_at - 3600},
                      {"due_date", or_null(form.due_date)},
                      {"metadata", json::object{}},
                      {"lines", list(form.lines)},
                      {"status_transitions",
                       {{"finalized_at", form.issued_at},
                        {"paid_at", or_null(form.paid_at)},
                        {"voided_at", or_null(form.voided_at)}}}};
  json::object details{{"metadata", metadata(form.serial)}};
  if (older) {
    object["subscription"] = or_null(form.subscription);
    object["subscription_details"] = std::move(details);
    object["payment_intent"] = or_null(form.payment_intent);
    object["charge"] = nullptr;
    object["paid_out_of_band"] = false;
  } else {
    details["subscription"] = or_null(form.subscription);
    object["parent"] = {{"type", "subscription_details"},
                        {"subscription_details", std::move(details)}};
  }
  return object;
}

inline json::object invoice_payment(const std::string& id, const std::string& invoice,
                                    const std::string& intent, std::int64_t amount, std::int64_t at,
                                    const std::string& currency = "sek", bool is_default = true) {
  return {{"id", id},
          {"object", "invoice_payment"},
          {"amount_paid", amount},
          {"amount_requested", amount},
          {"created", at - 60},
          {"currency", currency},
          {"invoice", invoice},
          {"is_default", is_default},
          {"payment", {{"type", "payment_intent"}, {"payment_intent", intent}}},
          {"status", "paid"},
          {"status_transitions", {{"canceled_at", nullptr}, {"paid_at", at}}}};
}

inline json::object refund(const std::string& id, const std::string& intent, std::int64_t amount,
                           std::int64_t at, const std::string& status = "succeeded",
                           const std::string& currency = "sek") {
  return {{"id", id},
          {"object", "refund"},
          {"amount", amount},
          {"currency", currency},
          {"charge", "ch_of_" + intent},
          {"payment_intent", intent},
          {"created", at},
          {"status", status},
          {"metadata", json::object{}}};
}

inline json::object dispute(const std::string& id, const std::string& intent, std::int64_t amount,
                            std::int64_t at, const std::string& status) {
  return {{"id", id},
          {"object", "dispute"},
          {"amount", amount},
          {"currency", "sek"},
          {"charge", "ch_of_" + intent},
          {"payment_intent", intent},
          {"created", at},
          {"status", status},
          {"metadata", json::object{}}};
}

inline json::object refunded_charge(const std::string& intent, std::int64_t refunded,
                                    const std::string& invoice = {}) {
  json::object charge{{"id", "ch_of_" + intent},     {"object", "charge"},
                      {"amount_refunded", refunded}, {"currency", "sek"},
                      {"payment_intent", intent},    {"metadata", json::object{}}};
  if (!invoice.empty()) charge["invoice"] = invoice;
  return charge;
}

inline json::object credit_note(const std::string& id, const std::string& invoice,
                                std::int64_t amount, std::int64_t at,
                                const std::string& status = "issued", std::int64_t voided_at = 0) {
  return {{"id", id},
          {"object", "credit_note"},
          {"invoice", invoice},
          {"amount", amount},
          {"currency", "sek"},
          {"customer", "cus_1"},
          {"created", at},
          {"effective_at", at},
          {"status", status},
          {"voided_at", or_null(voided_at)},
          {"metadata", json::object{}}};
}

inline json::object item(const std::string& id, const std::string& price, std::int64_t quantity,
                         std::int64_t period_end) {
  return {{"id", id},
          {"object", "subscription_item"},
          {"price", {{"id", price}, {"product", "prod_of_" + price}}},
          {"quantity", quantity},
          {"current_period_end", period_end},
          {"metadata", json::object{}}};
}

inline json::object subscription(const std::string& id, const std::string& status,
                                 json::array items, const std::string& latest_invoice,
                                 const std::string& serial = "1801000001") {
  return {{"id", id},
          {"object", "subscription"},
          {"status", status},
          {"customer", "cus_1"},
          {"items", list(std::move(items))},
          {"latest_invoice", or_null(latest_invoice)},
          {"metadata", metadata(serial)}};
}

}  // namespace tests::stripe
