#include <fmt/format.h>

#include "ledger/time.h"
#include "tools/stripe/readings.h"
#include "tools/wire/fields.h"

namespace tools::stripe {
namespace {

constexpr std::int64_t seconds_a_day = 86'400;

/// Of two events of one second the one that is further on is the later.
int rank_of(std::string_view status) {
  if (status == "void") return 3;
  if (status == "paid") return 2;
  if (status == "uncollectible") return 1;
  return 0;
}

std::string subscription_of(const Part& invoice) {
  if (auto own = invoice.reference("subscription"); !own.empty()) return own;
  const auto parent = invoice.part("parent");
  const auto details = parent ? parent->part("subscription_details") : std::nullopt;
  return details ? details->reference("subscription") : "";
}

void note_serials(const Part& invoice, const MappingConfig& config) {
  invoice.note_serial(config);
  if (const auto details = invoice.part("subscription_details")) details->note_serial(config);
  const auto parent = invoice.part("parent");
  const auto details = parent ? parent->part("subscription_details") : std::nullopt;
  if (details) details->note_serial(config);
  for (const char* paid_by : {"payment_intent", "charge"}) {
    if (const auto whole = invoice.part(paid_by)) whole->note_serial(config);
  }
}

/// Whether a line of an invoice was bought once, and is not of a subscription.
bool is_one_off(const Part& line) {
  if (!line.reference("subscription").empty()) return false;
  const auto parent = line.part("parent");
  if (!parent) return line.optional_text("type") != "subscription";
  const auto details = parent->part("invoice_item_details");
  return details && details->reference("subscription").empty();
}

void read_lines(const Occasion& occasion, const Part& invoice, Telling& telling) {
  const auto& config = occasion.config;
  const bool more = invoice.each("lines", [&](const Part& line) {
    line.note_serial(config);
    if (!is_one_off(line) || line.integer("amount") < 0) return;
    const auto [price, product] = priced(line);
    const Sold* sold = config.sold(price, product);
    if (sold == nullptr || sold->module_name.empty()) return;
    const auto quantity = quantity_of(line, *sold);
    if (quantity == 0) return;
    telling.invoice_statement->bought.push_back(
        {.line = line.text("id"), .module_name = sold->module_name, .quantity = quantity});
  });
  const bool sells_modules = !config.prices.empty() || !config.products.empty();
  if (more && sells_modules && telling.subscription.empty()) {
    telling.remark = Problem{
        InboxReason::lines_incomplete,
        fmt::format("{} has more lines than came with the event; what they sell is not in the "
                    "ledger. The invoice itself is.",
                    telling.invoice)};
  }
}

PaymentStatement payment_from(const Occasion& occasion, const Part& object, int rank) {
  PaymentStatement statement{.told = occasion.told(rank, ""),
                             .payment = {},
                             .payment_id = object.text("id"),
                             .currency = object.currency()};
  statement.amount = object.amount("amount_paid", statement.currency);
  const auto transitions = object.part("status_transitions");
  const auto paid_at = transitions ? transitions->optional_instant("paid_at") : std::nullopt;
  statement.at = paid_at.value_or(statement.told.at);
  if (const auto payment = object.part("payment")) {
    statement.payment = payment_of(*payment);
    if (statement.payment.empty()) statement.payment = payment->reference("payment_record");
  }
  // A payment intent that an invoice made for itself pays nothing else. One that was attached may
  // pay several invoices, and is told apart by what attaches it.
  const bool of_its_own = object.flag("is_default");
  if (statement.payment.empty()) {
    statement.payment = statement.payment_id;
  } else if (of_its_own) {
    statement.payment_id = statement.payment;
  }
  return statement;
}

}  // namespace

Telling read_invoice(const Occasion& occasion, const Part& object) {
  Telling telling;
  const auto status = object.text("status");
  if (status == "draft" || object.notes().problem) return telling;
  telling.invoice = object.text("id");
  telling.subscription = subscription_of(object);
  InvoiceStatement& statement = telling.invoice_statement.emplace();
  statement.told = occasion.told(rank_of(status), object.reference("customer"));
  statement.currency = object.currency();
  // A credit note before payment lowers what is due; what was due at first is the sum of both.
  statement.amount = object.amount("amount_due", statement.currency);
  if (object.optional_integer("pre_payment_credit_notes_amount")) {
    statement.amount += object.amount("pre_payment_credit_notes_amount", statement.currency);
  }
  const auto transitions = object.part("status_transitions");
  const auto transition = [&](std::string_view name) {
    return transitions ? transitions->optional_instant(name) : std::nullopt;
  };
  auto issued_at = transition("finalized_at");
  if (!issued_at) issued_at = object.optional_instant("effective_at");
  if (!issued_at) issued_at = object.instant("created");
  statement.issued_at = *issued_at;
  statement.due_on = object.optional_instant("due_date").value_or(*issued_at) / seconds_a_day;
  statement.paid = object.amount("amount_paid", statement.currency);
  const bool paid = status == "paid";
  const auto told_at = statement.told.at;
  statement.paid_at = paid ? transition("paid_at").value_or(told_at) : told_at;
  if (statement.paid > 0 && !object.flag("paid_out_of_band")) {
    statement.paid_by = payment_of(object);
  }
  if (status == "void") statement.voided_at = transition("voided_at").value_or(told_at);
  note_serials(object, occasion.config);
  read_lines(occasion, object, telling);
  static_cast<void>(object.each("payments", [&](const Part& payment) {
    if (payment.optional_text("status") != "paid") return;
    telling.payments.push_back(payment_from(occasion, payment, 0));
  }));
  return telling;
}

Telling read_invoice_payment(const Occasion& occasion, const Part& object) {
  Telling telling;
  telling.invoice = object.required_reference("invoice");
  telling.payments.push_back(payment_from(occasion, object, 0));
  if (const auto invoice = object.part("invoice")) invoice->note_serial(occasion.config);
  if (const auto payment = object.part("payment")) {
    for (const char* name : {"payment_intent", "charge"}) {
      if (const auto whole = payment->part(name)) whole->note_serial(occasion.config);
    }
  }
  return telling;
}

Telling read_credit_note(const Occasion& occasion, const Part& object) {
  Telling telling;
  telling.invoice = object.required_reference("invoice");
  const bool voided = object.text("status") == "void";
  CreditStatement statement{
      .told = occasion.told(voided ? 1 : 0, object.reference("customer")),
      .credit = object.text("id"),
      .amount = object.amount("amount", object.currency()),
      .at = object.optional_instant("effective_at").value_or(object.instant("created"))};
  if (voided) {
    statement.voided_at = object.optional_instant("voided_at").value_or(statement.told.at);
  }
  object.note_serial(occasion.config);
  if (const auto invoice = object.part("invoice")) invoice->note_serial(occasion.config);
  telling.credits.push_back(std::move(statement));
  return telling;
}

}  // namespace tools::stripe
