#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/event.h"
#include "tools/stripe/dossier.h"
#include "tools/stripe/problem.h"

/// From what Stripe told to facts of the ledger. Pure, and a function of the set of statements: not
/// of the order in which they came, nor of how often.
namespace tools::stripe {

/// One key of one license, by subject, type of event and key.
struct RegisterName {
  std::string subject;
  ledger::EventType type{};
  std::string key;
  auto operator<=>(const RegisterName&) const = default;
};

/// What the ledger is to hold under each key from each instant (Unix seconds) on.
using Timeline = std::map<std::int64_t, ledger::EventData>;
using Timelines = std::map<RegisterName, Timeline>;

struct Facts {
  Timelines timelines;
  std::string serial;                       // of the license they are about; empty: not known
  std::map<std::string, Problem> problems;  // by event; what it told is left out
};

/// The serial number that a subscription stated last until `at`, or first after it; empty: none.
std::string serial_at(const SubscriptionDossier& dossier, std::int64_t at);

/// The license that an invoice is of, by what it says itself, else what its subscription, its
/// payments or its credit notes say, else what the configuration says of its customer.
std::string serial_of(const InvoiceDossier& dossier, const SubscriptionDossier* subscription);

/// Of an invoice, its payments and credit notes. `subscription`: the one it belongs to, if known.
Facts facts_of(const std::string& invoice, const InvoiceDossier& dossier,
               const SubscriptionDossier* subscription);

/// The one invoice that a payment paid.
struct PaidInvoice {
  std::string invoice;
  std::string serial;    // empty: not known
  std::string currency;  // empty: not known
};

/// The one invoice of the dossier, if it is one and known.
PaidInvoice paid_invoice(const std::string& payment, const std::string& invoice,
                         const InvoiceDossier& dossier, const std::string& serial);

/// Of what was given back of a payment. `paid`: nothing where there is not exactly one invoice.
Facts facts_of(const std::string& payment, const PaymentDossier& dossier,
               const std::optional<PaidInvoice>& paid);

/// Of a subscription.
Facts facts_of(const std::string& subscription, const SubscriptionDossier& dossier);

}  // namespace tools::stripe
