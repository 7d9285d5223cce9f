#include <fmt/format.h>

#include "ledger/time.h"
#include "tools/stripe/extractors.h"
#include "tools/wire/fields.h"

namespace tools::stripe {
namespace {

/// Of two events in the same second, the one with the later status is the later.
int rank_of(std::string_view status) {
  if (status == "void") return 3;
  if (status == "paid") return 2;
  if (status == "uncollectible") return 1;
  return 0;
}

std::string subscription_of(const LenientObject& invoice) {
  if (auto own = invoice.reference("subscription"); !own.empty()) return own;
  const auto parent = invoice.nested("parent");
  const auto details = parent ? parent->nested("subscription_details") : std::nullopt;
  return details ? details->reference("subscription") : "";
}

void note_serials(const LenientObject& invoice, const MappingConfig& config) {
  invoice.note_serial(config);
  if (const auto details = invoice.nested("subscription_details")) details->note_serial(config);
  const auto parent = invoice.nested("parent");
  const auto details = parent ? parent->nested("subscription_details") : std::nullopt;
  if (details) details->note_serial(config);
  for (const char* paid_by : {"payment_intent", "charge"}) {
    if (const auto whole = invoice.nested(paid_by)) whole->note_serial(config);
  }
}

/// Whether a line was bought once, and does not belong to a subscription.
bool is_one_off(const LenientObject& line) {
  if (!line.reference("subscription").empty()) return false;
  const auto parent = line.nested("parent");
  if (!parent) return line.optional_text("type") != "subscription";
  const auto details = parent->nested("invoice_item_details");
  return details && details->reference("subscription").empty();
}

void read_lines(const ExtractionContext& context, const LenientObject& invoice, Extract& extract) {
  const auto& config = context.config;
  const bool more = invoice.each("lines", [&](const LenientObject& line) {
    line.note_serial(config);
    if (!is_one_off(line) || line.integer("amount") < 0) return;
    const auto [price, product] = priced(line);
    const Sold* sold = config.sold(price, product);
    if (sold == nullptr || sold->module_name.empty()) return;
    const auto quantity = quantity_of(line, *sold);
    if (quantity == 0) return;
    extract.invoice_statement->bought.push_back(
        {.line = line.text("id"), .module_name = sold->module_name, .quantity = quantity});
  });
  const bool sells_modules = !config.prices.empty() || !config.products.empty();
  if (more && sells_modules && extract.subscription.empty()) {
    extract.remark = MappingProblem{
        InboxReason::lines_incomplete,
        fmt::format("{} has more lines than the event includes. What they sell is not in the "
                    "ledger; the invoice itself is.",
                    extract.invoice)};
  }
}

PaymentStatement payment_from(const ExtractionContext& context, const LenientObject& object,
                              int rank) {
  PaymentStatement statement{.provenance = context.provenance(rank, ""),
                             .payment = {},
                             .payment_id = object.text("id"),
                             .currency = object.currency()};
  statement.amount = object.amount("amount_paid", statement.currency);
  const auto transitions = object.nested("status_transitions");
  const auto paid_at = transitions ? transitions->optional_instant("paid_at") : std::nullopt;
  statement.at = paid_at.value_or(statement.provenance.at);
  if (const auto payment = object.nested("payment")) {
    statement.payment = payment_of(*payment);
    if (statement.payment.empty()) statement.payment = payment->reference("payment_record");
  }
  // A payment intent that an invoice created pays nothing else. One that was attached may pay
  // several invoices, so there the id is that of the attachment.
  const bool of_its_own = object.flag("is_default");
  if (statement.payment.empty()) {
    statement.payment = statement.payment_id;
  } else if (of_its_own) {
    statement.payment_id = statement.payment;
  }
  return statement;
}

}  // namespace

Extract extract_invoice(const ExtractionContext& context, const LenientObject& object) {
  Extract extract;
  const auto status = object.text("status");
  if (status == "draft" || object.notes().problem) return extract;
  extract.invoice = object.text("id");
  extract.subscription = subscription_of(object);
  InvoiceStatement& statement = extract.invoice_statement.emplace();
  statement.provenance = context.provenance(rank_of(status), object.reference("customer"));
  statement.currency = object.currency();
  // A credit note before payment lowers the amount due; the original is the sum of both.
  statement.amount = object.amount("amount_due", statement.currency);
  if (object.optional_integer("pre_payment_credit_notes_amount")) {
    statement.amount += object.amount("pre_payment_credit_notes_amount", statement.currency);
  }
  const auto transitions = object.nested("status_transitions");
  const auto transition = [&](std::string_view name) {
    return transitions ? transitions->optional_instant(name) : std::nullopt;
  };
  auto issued_at = transition("finalized_at");
  if (!issued_at) issued_at = object.optional_instant("effective_at");
  if (!issued_at) issued_at = object.instant("created");
  statement.issued_at = *issued_at;
  statement.due_on = ledger::date_of(object.optional_instant("due_date").value_or(*issued_at));
  statement.paid = object.amount("amount_paid", statement.currency);
  const bool paid = status == "paid";
  const auto stated_at = statement.provenance.at;
  statement.paid_at = paid ? transition("paid_at").value_or(stated_at) : stated_at;
  if (statement.paid > 0 && !object.flag("paid_out_of_band")) {
    statement.paid_by = payment_of(object);
  }
  if (status == "void") statement.voided_at = transition("voided_at").value_or(stated_at);
  note_serials(object, context.config);
  read_lines(context, object, extract);
  static_cast<void>(object.each("payments", [&](const LenientObject& payment) {
    if (payment.optional_text("status") != "paid") return;
    extract.payments.push_back(payment_from(context, payment, 0));
  }));
  return extract;
}

Extract extract_invoice_payment(const ExtractionContext& context, const LenientObject& object) {
  Extract extract;
  extract.invoice = object.required_reference("invoice");
  extract.payments.push_back(payment_from(context, object, 0));
  if (const auto invoice = object.nested("invoice")) invoice->note_serial(context.config);
  if (const auto payment = object.nested("payment")) {
    for (const char* name : {"payment_intent", "charge"}) {
      if (const auto whole = payment->nested(name)) whole->note_serial(context.config);
    }
  }
  return extract;
}

Extract extract_credit_note(const ExtractionContext& context, const LenientObject& object) {
  Extract extract;
  extract.invoice = object.required_reference("invoice");
  const bool voided = object.text("status") == "void";
  CreditStatement statement{
      .provenance = context.provenance(voided ? 1 : 0, object.reference("customer")),
      .credit = object.text("id"),
      .amount = object.amount("amount", object.currency()),
      .at = object.optional_instant("effective_at").value_or(object.instant("created"))};
  if (voided) {
    statement.voided_at = object.optional_instant("voided_at").value_or(statement.provenance.at);
  }
  object.note_serial(context.config);
  if (const auto invoice = object.nested("invoice")) invoice->note_serial(context.config);
  extract.credits.push_back(std::move(statement));
  return extract;
}

}  // namespace tools::stripe
