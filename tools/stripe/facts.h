#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/event.h"
#include "tools/stripe/dossier.h"
#include "tools/stripe/mapping_problem.h"

/// Facts of the ledger from what Stripe stated. Pure, and a function of the set of statements: the
/// order in which they arrived, and how often, makes no difference.
namespace tools::stripe {

/// One key of one license.
struct RegisterName {
  std::string subject;
  ledger::EventType type{};
  std::string key;
  auto operator<=>(const RegisterName&) const = default;
};

/// What the ledger should hold under a key from each instant on.
using FactTimeline = std::map<ledger::Instant, ledger::EventData>;
using FactTimelines = std::map<RegisterName, FactTimeline>;

struct Facts {
  FactTimelines timelines;
  std::string serial;                              // of the license; empty: unknown
  std::map<std::string, MappingProblem> problems;  // by event, whose statements are left out
};

/// The serial number that the subscription last named up to `at`, or else first after it; empty:
/// none.
std::string serial_at(const SubscriptionDossier& dossier, ledger::Instant at);

/// The license of an invoice: the one it names itself, else the one its subscription, its payments
/// or its credit notes name, else its customer's in the configuration. Empty: none.
std::string serial_of(const InvoiceDossier& dossier, const SubscriptionDossier* subscription);

/// `subscription`: the one that the invoice belongs to; may be null.
Facts facts_of(const std::string& invoice, const InvoiceDossier& dossier,
               const SubscriptionDossier* subscription);

/// The one invoice that a payment paid.
struct PaidInvoice {
  std::string invoice;
  std::string serial;    // empty: unknown
  std::string currency;  // empty: unknown
};

/// `serial` is the invoice's, as serial_of() returns it.
PaidInvoice paid_invoice(const std::string& payment, const std::string& invoice,
                         const InvoiceDossier& dossier, const std::string& serial);

/// What was refunded and disputed of a payment. `paid`: nullopt unless exactly one invoice is
/// known.
Facts facts_of(const std::string& payment, const PaymentDossier& dossier,
               const std::optional<PaidInvoice>& paid);

Facts facts_of(const std::string& subscription, const SubscriptionDossier& dossier);

}  // namespace tools::stripe
