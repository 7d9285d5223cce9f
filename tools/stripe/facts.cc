#include "tools/stripe/facts.h"

#include <fmt/format.h>

#include "tools/stripe/sums.h"

namespace tools::stripe {
namespace {

using ledger::EventType;

/// Of which event the latest word on the license is, if any of the statements has one.
template <class Statements>
const std::string* latest_serial(const Statements& statements, std::string Told::*member) {
  for (auto statement = statements.rbegin(); statement != statements.rend(); ++statement) {
    if (!(statement->told.*member).empty()) return &(statement->told.*member);
  }
  return nullptr;
}

Problem serial_missing(const std::string& of) {
  return {InboxReason::serial_number_missing,
          fmt::format("Neither the metadata of {}, nor what it belongs to, nor the configuration "
                      "says which license it is of.",
                      of)};
}

Problem serials_disagree(const std::string& one, const std::string& of, const std::string& other) {
  return {InboxReason::serial_numbers_disagree,
          fmt::format("The event says license {}, but {} is of license {}.", one, of, other)};
}

template <class Statements>
void blame(const Statements& statements, const Problem& problem, Facts& facts) {
  for (const auto& statement : statements) facts.problems.emplace(statement.told.event, problem);
}

/// Whether the statement speaks of the license that it must be of; if not, that is noted.
bool agrees(const Told& told, const std::string& of, Facts& facts) {
  if (told.serial.empty() || told.serial == facts.serial) return true;
  facts.problems.emplace(told.event, serials_disagree(told.serial, of, facts.serial));
  return false;
}

/// Adds what holds from an instant on, unless that is nothing new.
void hold(Timeline& timeline, std::int64_t at, ledger::EventData data) {
  const auto after = timeline.upper_bound(at);
  if (after != timeline.begin() && std::prev(after)->second == data) return;
  timeline.insert_or_assign(at, std::move(data));
}

ledger::Date date(std::int64_t days) { return {static_cast<std::int32_t>(days)}; }

std::vector<ledger::PurchaseLine> lines_of(const std::vector<Bought>& bought, bool in_force) {
  std::vector<ledger::PurchaseLine> lines;
  for (const auto& each : bought) {
    const bool lasts = !in_force || each.until < 0;
    lines.push_back({.line_id = each.line,
                     .module_name = each.module_name,
                     .quantity = in_force ? each.quantity : 0,
                     .until = lasts ? std::nullopt : std::optional{date(each.until)}});
  }
  return lines;
}

/// The invoice itself: what it says from when it was issued, and what it said otherwise later.
void add_invoice(const std::string& invoice, const InvoiceDossier& dossier, Facts& facts) {
  if (dossier.invoices.empty()) return;
  auto& issued = facts.timelines[{facts.serial, EventType::invoice_issued, invoice}];
  std::int64_t issued_at = dossier.invoices.front().issued_at;
  for (const auto& statement : dossier.invoices) {
    issued_at = std::min(issued_at, statement.issued_at);
  }
  std::int64_t voided_at = -1;
  const std::vector<Bought>* bought = nullptr;
  for (const auto& statement : dossier.invoices) {
    hold(issued, issued.empty() ? issued_at : std::max(issued_at, statement.told.at),
         ledger::InvoiceIssued{.invoice_id = invoice,
                               .amount = statement.amount,
                               .currency = statement.currency,
                               .due_on = date(statement.due_on)});
    if (statement.voided_at >= 0) voided_at = statement.voided_at;
    if (!statement.bought.empty()) bought = &statement.bought;
  }
  if (voided_at >= 0) {
    facts.timelines[{facts.serial, EventType::invoice_voided, invoice}] = {
        {voided_at, ledger::InvoiceVoided{invoice}}};
  }
  if (bought == nullptr) return;
  auto& purchase = facts.timelines[{facts.serial, EventType::purchase_recorded, invoice}];
  hold(purchase, issued_at,
       ledger::PurchaseRecorded{
           .order_id = invoice, .lines = lines_of(*bought, true), .invoice_ids = {invoice}});
  if (voided_at >= 0) {
    hold(purchase, voided_at,
         ledger::PurchaseRecorded{
             .order_id = invoice, .lines = lines_of(*bought, false), .invoice_ids = {}});
  }
}

void add_payments(const std::string& invoice, const InvoiceDossier& dossier, Facts& facts) {
  Singles singles;
  std::string paid_by;
  std::string currency;
  for (const auto& statement : dossier.payments) {
    if (!agrees(statement.told, invoice, facts)) continue;
    singles[statement.payment].insert_or_assign(statement.at, statement.amount);
    facts.timelines[{facts.serial, EventType::payment_received, statement.payment_id}] = {
        {statement.at, ledger::PaymentReceived{.payment_id = statement.payment_id,
                                               .invoice_id = invoice,
                                               .amount = statement.amount,
                                               .currency = statement.currency}}};
  }
  Totals totals;
  for (const auto& statement : dossier.invoices) {
    if (statement.paid > 0) totals.insert_or_assign(statement.paid_at, statement.paid);
    if (!statement.paid_by.empty()) paid_by = statement.paid_by;
    currency = statement.currency;
  }
  // What no single payment tells came with the one that the invoice names, or with no name.
  const std::string rest_id =
      paid_by.empty() || singles.contains(paid_by) ? invoice + ":rest" : paid_by;
  Timeline rest;
  for (const auto& [at, amount] : rests(totals, singles)) {
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
    if (!agrees(statement.told, invoice, facts)) continue;
    auto& timeline = facts.timelines[{facts.serial, EventType::invoice_credited, statement.credit}];
    ledger::InvoiceCredited credited{
        .credit_id = statement.credit, .invoice_id = invoice, .amount = statement.amount};
    hold(timeline, statement.at, credited);
    credited.amount = 0;
    if (statement.voided_at >= 0) hold(timeline, statement.voided_at, credited);
  }
}

}  // namespace

std::string serial_at(const SubscriptionDossier& dossier, std::int64_t at) {
  std::string serial;
  for (const auto& statement : dossier.subscriptions) {
    const auto& told = statement.told;
    const auto& said = told.serial.empty() ? told.customer_serial : told.serial;
    if (said.empty()) continue;
    if (!serial.empty() && told.at > at) break;
    serial = said;
  }
  return serial;
}

std::string serial_of(const InvoiceDossier& dossier, const SubscriptionDossier* subscription) {
  if (const auto* own = latest_serial(dossier.invoices, &Told::serial)) return *own;
  if (subscription != nullptr && !dossier.invoices.empty()) {
    auto shared = serial_at(*subscription, dossier.invoices.front().issued_at);
    if (!shared.empty()) return shared;
  }
  if (const auto* told = latest_serial(dossier.payments, &Told::serial)) return *told;
  if (const auto* told = latest_serial(dossier.credits, &Told::serial)) return *told;
  if (const auto* told = latest_serial(dossier.invoices, &Told::customer_serial)) return *told;
  if (const auto* told = latest_serial(dossier.credits, &Told::customer_serial)) return *told;
  return "";
}

Facts facts_of(const std::string& invoice, const InvoiceDossier& dossier,
               const SubscriptionDossier* subscription) {
  Facts facts{.timelines = {}, .serial = serial_of(dossier, subscription), .problems = {}};
  if (facts.serial.empty()) {
    const auto problem = serial_missing(invoice);
    blame(dossier.invoices, problem, facts);
    blame(dossier.payments, problem, facts);
    blame(dossier.credits, problem, facts);
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
  Facts facts;
  std::optional<Problem> problem;
  if (dossier.pays.size() > 1) {
    problem = Problem{InboxReason::payment_of_several_invoices,
                      fmt::format("{} paid {} invoices: Stripe does not say which of them the "
                                  "money was given back of.",
                                  payment, dossier.pays.size())};
  } else if (!paid) {
    problem = Problem{InboxReason::payment_unknown,
                      fmt::format("No event has told yet which invoice {} paid.", payment)};
  } else if (paid->serial.empty()) {
    problem = serial_missing(paid->invoice);
  }
  if (problem) {
    blame(dossier.reversals, *problem, facts);
    blame(dossier.refunded, *problem, facts);
    return facts;
  }
  facts.serial = paid->serial;
  const std::string& payment_id = dossier.pays.begin()->second;
  const auto usable = [&](const auto& statement) {
    if (!agrees(statement.told, paid->invoice, facts)) return false;
    if (paid->currency.empty() || statement.currency == paid->currency) return true;
    facts.problems.emplace(
        statement.told.event,
        Problem{InboxReason::currency_differs,
                fmt::format("{} was paid in {}, but this is in {}: what it is worth there, Stripe "
                            "does not say.",
                            payment, paid->currency, statement.currency)});
    return false;
  };
  const auto add = [&](const std::string& id, ledger::ReversalKind kind, const Totals& amounts) {
    Timeline timeline;
    for (const auto& [at, amount] : amounts) {
      if (amount == 0 && timeline.empty()) continue;
      hold(timeline, at,
           ledger::PaymentReversed{
               .reversal_id = id, .payment_id = payment_id, .amount = amount, .kind = kind});
    }
    if (timeline.empty()) return;
    facts.timelines[{facts.serial, EventType::payment_reversed, id}] = std::move(timeline);
  };

  Singles refunds;
  Singles disputes;
  for (const auto& statement : dossier.reversals) {
    if (!usable(statement)) continue;
    auto& amounts = (statement.dispute ? disputes : refunds)[statement.reversal];
    if (amounts.empty() && (statement.counts || statement.counted)) {
      amounts.emplace(statement.at, statement.amount);
    }
    if (!amounts.empty() || statement.counts) {
      amounts.insert_or_assign(std::max(statement.at, statement.told.at),
                               statement.counts ? statement.amount : 0);
    }
  }
  Totals totals;
  for (const auto& statement : dossier.refunded) {
    if (usable(statement)) totals.insert_or_assign(statement.told.at, statement.amount);
  }
  for (const auto& [id, amounts] : refunds) add(id, ledger::ReversalKind::refund, amounts);
  for (const auto& [id, amounts] : disputes) add(id, ledger::ReversalKind::chargeback, amounts);
  add(payment + ":rest", ledger::ReversalKind::refund, rests(totals, refunds));
  return facts;
}

Facts facts_of(const std::string& subscription, const SubscriptionDossier& dossier) {
  Facts facts;
  std::string serial;
  std::map<std::string, std::map<std::string, Bought>> known;  // lines so far, by license
  for (const auto& statement : dossier.subscriptions) {
    if (!statement.begun) continue;
    const auto& told = statement.told;
    const auto& own = told.serial.empty() ? told.customer_serial : told.serial;
    if (own.empty()) {
      facts.problems.emplace(told.event, serial_missing(subscription));
      continue;
    }
    const auto say = [&](const std::string& license, const std::vector<Bought>& bought,
                         const std::string& invoice) {
      auto& lines = known[license];
      for (auto& [id, line] : lines) line.quantity = 0;
      for (const auto& line : bought) lines[line.line] = line;
      if (lines.empty()) return;
      ledger::PurchaseRecorded recorded{.order_id = subscription, .lines = {}, .invoice_ids = {}};
      for (const auto& [id, line] : lines) {
        auto stated = lines_of({line}, line.quantity > 0);
        recorded.lines.push_back(std::move(stated.front()));
      }
      if (!invoice.empty()) recorded.invoice_ids.push_back(invoice);
      hold(facts.timelines[{license, EventType::purchase_recorded, subscription}], told.at,
           std::move(recorded));
    };
    if (!serial.empty() && serial != own) say(serial, {}, "");  // it moved to another license
    serial = own;
    say(serial, statement.bought, statement.invoice);
  }
  facts.serial = serial;
  return facts;
}

}  // namespace tools::stripe
