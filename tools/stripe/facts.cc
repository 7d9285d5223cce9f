#include "tools/stripe/facts.h"

#include <fmt/format.h>

#include "tools/stripe/remainders.h"

namespace tools::stripe {
namespace {

using ledger::EventType;
using ledger::Instant;

/// The serial number that the latest statement to name one names; null if none does.
template <class Statements>
const std::string* latest_serial(const Statements& statements, std::string Provenance::*member) {
  for (auto statement = statements.rbegin(); statement != statements.rend(); ++statement) {
    if (!(statement->provenance.*member).empty()) return &(statement->provenance.*member);
  }
  return nullptr;
}

MappingProblem serial_missing(const std::string& object) {
  return {InboxReason::serial_number_missing,
          fmt::format("No license is named for {}: not in its metadata, nor by what it belongs to, "
                      "nor in the configuration.",
                      object)};
}

MappingProblem serials_disagree(const std::string& stated, const std::string& object,
                                const std::string& actual) {
  return {InboxReason::serial_numbers_disagree,
          fmt::format("The event names license {}, but {} belongs to license {}.", stated, object,
                      actual)};
}

template <class Statements>
void add_problem(const Statements& statements, const MappingProblem& problem, Facts& facts) {
  for (const auto& statement : statements) {
    facts.problems.emplace(statement.provenance.event, problem);
  }
}

/// Whether the event names the license of the facts, or none; if not, adds the problem.
bool agrees(const Provenance& provenance, const std::string& object, Facts& facts) {
  if (provenance.serial.empty() || provenance.serial == facts.serial) return true;
  facts.problems.emplace(provenance.event,
                         serials_disagree(provenance.serial, object, facts.serial));
  return false;
}

/// Adds what holds from `at` on, unless it holds already.
void hold(FactTimeline& timeline, Instant at, ledger::EventData data) {
  const auto after = timeline.upper_bound(at);
  if (after != timeline.begin() && std::prev(after)->second == data) return;
  timeline.insert_or_assign(at, std::move(data));
}

ledger::PurchaseLine line_of(const Bought& bought, bool in_force) {
  return {.line_id = bought.line,
          .module_name = bought.module_name,
          .quantity = in_force ? bought.quantity : 0,
          .until = in_force ? bought.until : std::nullopt};
}

std::vector<ledger::PurchaseLine> lines_of(const std::vector<Bought>& bought, bool in_force) {
  std::vector<ledger::PurchaseLine> lines;
  lines.reserve(bought.size());
  for (const auto& each : bought) lines.push_back(line_of(each, in_force));
  return lines;
}

/// What the event names, else what the configuration names for the customer; empty: neither.
const std::string& serial_of(const Provenance& provenance) {
  return provenance.serial.empty() ? provenance.customer_serial : provenance.serial;
}

/// The invoice itself, as first stated from its issue on, and as later statements changed it.
void add_invoice(const std::string& invoice, const InvoiceDossier& dossier, Facts& facts) {
  if (dossier.invoices.empty()) return;
  auto& issued = facts.timelines[{facts.serial, EventType::invoice_issued, invoice}];
  Instant issued_at = dossier.invoices.front().issued_at;
  for (const auto& statement : dossier.invoices) {
    issued_at = std::min(issued_at, statement.issued_at);
  }
  std::optional<Instant> voided_at;
  const std::vector<Bought>* bought = nullptr;
  for (const auto& statement : dossier.invoices) {
    hold(issued, issued.empty() ? issued_at : std::max(issued_at, statement.provenance.at),
         ledger::InvoiceIssued{.invoice_id = invoice,
                               .amount = statement.amount,
                               .currency = statement.currency,
                               .due_on = statement.due_on});
    if (statement.voided_at) voided_at = statement.voided_at;
    if (!statement.bought.empty()) bought = &statement.bought;
  }
  if (voided_at) {
    facts.timelines[{facts.serial, EventType::invoice_voided, invoice}] = {
        {*voided_at, ledger::InvoiceVoided{invoice}}};
  }
  if (bought == nullptr) return;
  auto& purchase = facts.timelines[{facts.serial, EventType::purchase_recorded, invoice}];
  hold(purchase, issued_at,
       ledger::PurchaseRecorded{
           .order_id = invoice, .lines = lines_of(*bought, true), .invoice_ids = {invoice}});
  if (voided_at) {
    hold(purchase, *voided_at,
         ledger::PurchaseRecorded{
             .order_id = invoice, .lines = lines_of(*bought, false), .invoice_ids = {}});
  }
}

void add_payments(const std::string& invoice, const InvoiceDossier& dossier, Facts& facts) {
  AmountsById individual;
  std::string paid_by;
  std::string currency;
  for (const auto& statement : dossier.payments) {
    if (!agrees(statement.provenance, invoice, facts)) continue;
    individual[statement.payment].insert_or_assign(statement.at, statement.amount);
    facts.timelines[{facts.serial, EventType::payment_received, statement.payment_id}] = {
        {statement.at, ledger::PaymentReceived{.payment_id = statement.payment_id,
                                               .invoice_id = invoice,
                                               .amount = statement.amount,
                                               .currency = statement.currency}}};
  }
  AmountTimeline totals;
  for (const auto& statement : dossier.invoices) {
    if (statement.paid > 0) totals.insert_or_assign(statement.paid_at, statement.paid);
    if (!statement.paid_by.empty()) paid_by = statement.paid_by;
    currency = statement.currency;
  }
  // The remainder was paid by the payment that the invoice names, or by an unknown one.
  const bool named = !paid_by.empty() && !individual.contains(paid_by);
  const std::string rest_id = named ? paid_by : invoice + ":rest";
  FactTimeline rest;
  for (const auto& [at, amount] : remainders(totals, individual)) {
    if (amount == 0 && rest.empty()) continue;
    hold(rest, at,
         ledger::PaymentReceived{
             .payment_id = rest_id, .invoice_id = invoice, .amount = amount, .currency = currency});
  }
  if (!rest.empty()) {
    facts.timelines[{facts.serial, EventType::payment_received, rest_id}] = std::move(rest);
  }
}

void add_credits(const std::string& invoice, const InvoiceDossier& dossier, Facts& facts) {
  for (const auto& statement : dossier.credits) {
    if (!agrees(statement.provenance, invoice, facts)) continue;
    auto& timeline = facts.timelines[{facts.serial, EventType::invoice_credited, statement.credit}];
    ledger::InvoiceCredited credited{
        .credit_id = statement.credit, .invoice_id = invoice, .amount = statement.amount};
    hold(timeline, statement.at, credited);
    credited.amount = 0;
    if (statement.voided_at) hold(timeline, *statement.voided_at, credited);
  }
}

/// Why nothing can be posted that was refunded or disputed of a payment; nullopt if it can.
std::optional<MappingProblem> obstacle(const std::string& payment, const PaymentDossier& dossier,
                                       const std::optional<PaidInvoice>& paid) {
  if (dossier.pays.size() > 1) {
    return MappingProblem{InboxReason::payment_of_several_invoices,
                          fmt::format("{} paid {} invoices: Stripe does not state which of them "
                                      "the money was returned for.",
                                      payment, dossier.pays.size())};
  }
  if (!paid) {
    return MappingProblem{InboxReason::payment_unknown,
                          fmt::format("No event has stated yet which invoice {} paid.", payment)};
  }
  if (paid->serial.empty()) return serial_missing(paid->invoice);
  return std::nullopt;
}

/// Whether the statement agrees with the paid invoice in license and currency; if not, adds the
/// problem.
template <class Statement>
bool usable(const Statement& statement, const std::string& payment, const PaidInvoice& paid,
            Facts& facts) {
  if (!agrees(statement.provenance, paid.invoice, facts)) return false;
  if (paid.currency.empty() || statement.currency == paid.currency) return true;
  facts.problems.emplace(
      statement.provenance.event,
      MappingProblem{InboxReason::currency_differs,
                     fmt::format("{} was paid in {}, but this amount is in {}: Stripe does not "
                                 "state what it is worth there.",
                                 payment, paid.currency, statement.currency)});
  return false;
}

void add_amount(AmountTimeline& amounts, const ReversalStatement& statement) {
  if (amounts.empty()) {
    if (!statement.counts && !statement.counted) return;
    amounts.emplace(statement.at, statement.amount);
  }
  amounts.insert_or_assign(std::max(statement.at, statement.provenance.at),
                           statement.counts ? statement.amount : 0);
}

void add_reversal(const std::string& id, const std::string& payment_id, ledger::ReversalKind kind,
                  const AmountTimeline& amounts, Facts& facts) {
  FactTimeline timeline;
  for (const auto& [at, amount] : amounts) {
    if (amount == 0 && timeline.empty()) continue;
    hold(timeline, at,
         ledger::PaymentReversed{
             .reversal_id = id, .payment_id = payment_id, .amount = amount, .kind = kind});
  }
  if (timeline.empty()) return;
  facts.timelines[{facts.serial, EventType::payment_reversed, id}] = std::move(timeline);
}

/// By id.
using Lines = std::map<std::string, Bought>;

/// Replaces what is in force among the lines that a license has had: `bought` remains, and the
/// others end.
void replace(Lines& lines, const std::vector<Bought>& bought) {
  for (auto& [id, line] : lines) line.quantity = 0;
  for (const auto& line : bought) lines[line.line] = line;
}

ledger::PurchaseRecorded purchase_of(const std::string& subscription, const Lines& lines,
                                     const std::string& invoice) {
  ledger::PurchaseRecorded purchase{.order_id = subscription, .lines = {}, .invoice_ids = {}};
  for (const auto& [id, line] : lines) purchase.lines.push_back(line_of(line, line.quantity > 0));
  if (!invoice.empty()) purchase.invoice_ids.push_back(invoice);
  return purchase;
}

}  // namespace

std::string serial_at(const SubscriptionDossier& dossier, Instant at) {
  std::string serial;
  for (const auto& statement : dossier.subscriptions) {
    const auto& stated = serial_of(statement.provenance);
    if (stated.empty()) continue;
    if (!serial.empty() && statement.provenance.at > at) break;
    serial = stated;
  }
  return serial;
}

std::string serial_of(const InvoiceDossier& dossier, const SubscriptionDossier* subscription) {
  if (const auto* own = latest_serial(dossier.invoices, &Provenance::serial)) return *own;
  if (subscription != nullptr && !dossier.invoices.empty()) {
    auto shared = serial_at(*subscription, dossier.invoices.front().issued_at);
    if (!shared.empty()) return shared;
  }
  for (const auto* stated : {latest_serial(dossier.payments, &Provenance::serial),
                             latest_serial(dossier.credits, &Provenance::serial),
                             latest_serial(dossier.invoices, &Provenance::customer_serial),
                             latest_serial(dossier.credits, &Provenance::customer_serial)}) {
    if (stated != nullptr) return *stated;
  }
  return "";
}

Facts facts_of(const std::string& invoice, const InvoiceDossier& dossier,
               const SubscriptionDossier* subscription) {
  Facts facts{.timelines = {}, .serial = serial_of(dossier, subscription), .problems = {}};
  if (facts.serial.empty()) {
    const auto problem = serial_missing(invoice);
    add_problem(dossier.invoices, problem, facts);
    add_problem(dossier.payments, problem, facts);
    add_problem(dossier.credits, problem, facts);
    return facts;
  }
  add_invoice(invoice, dossier, facts);
  add_payments(invoice, dossier, facts);
  add_credits(invoice, dossier, facts);
  return facts;
}

PaidInvoice paid_invoice(const std::string& payment, const std::string& invoice,
                         const InvoiceDossier& dossier, const std::string& serial) {
  PaidInvoice paid{.invoice = invoice, .serial = serial, .currency = {}};
  for (const auto& statement : dossier.invoices) paid.currency = statement.currency;
  for (const auto& statement : dossier.payments) {
    if (statement.payment == payment) paid.currency = statement.currency;
  }
  return paid;
}

Facts facts_of(const std::string& payment, const PaymentDossier& dossier,
               const std::optional<PaidInvoice>& paid) {
  using ledger::ReversalKind;
  Facts facts;
  if (const auto problem = obstacle(payment, dossier, paid)) {
    add_problem(dossier.reversals, *problem, facts);
    add_problem(dossier.refunded, *problem, facts);
    return facts;
  }
  facts.serial = paid->serial;
  AmountsById refunds;
  AmountsById disputes;
  for (const auto& statement : dossier.reversals) {
    if (!usable(statement, payment, *paid, facts)) continue;
    add_amount((statement.dispute ? disputes : refunds)[statement.reversal], statement);
  }
  AmountTimeline totals;
  for (const auto& statement : dossier.refunded) {
    if (!usable(statement, payment, *paid, facts)) continue;
    totals.insert_or_assign(statement.provenance.at, statement.amount);
  }
  const auto& payment_id = dossier.pays.begin()->second;
  for (const auto& [id, amounts] : refunds) {
    add_reversal(id, payment_id, ReversalKind::refund, amounts, facts);
  }
  for (const auto& [id, amounts] : disputes) {
    add_reversal(id, payment_id, ReversalKind::chargeback, amounts, facts);
  }
  add_reversal(payment + ":rest", payment_id, ReversalKind::refund, remainders(totals, refunds),
               facts);
  return facts;
}

Facts facts_of(const std::string& subscription, const SubscriptionDossier& dossier) {
  Facts facts;
  std::map<std::string, Lines> lines;  // by license
  const auto state = [&](const std::string& serial, Instant at, const std::vector<Bought>& bought,
                         const std::string& invoice) {
    replace(lines[serial], bought);
    if (lines[serial].empty()) return;
    hold(facts.timelines[{serial, EventType::purchase_recorded, subscription}], at,
         purchase_of(subscription, lines[serial], invoice));
  };
  for (const auto& statement : dossier.subscriptions) {
    if (!statement.begun) continue;
    const auto& provenance = statement.provenance;
    const auto& serial = serial_of(provenance);
    if (serial.empty()) {
      facts.problems.emplace(provenance.event, serial_missing(subscription));
      continue;
    }
    const bool moved = !facts.serial.empty() && facts.serial != serial;
    if (moved) state(facts.serial, provenance.at, {}, "");
    facts.serial = serial;
    state(serial, provenance.at, statement.bought, statement.invoice);
  }
  return facts;
}

}  // namespace tools::stripe
