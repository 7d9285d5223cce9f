#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tools/stripe/statement.h"

/// Everything Stripe stated about one object and what belongs to it, and what was posted to the
/// ledger because of that.
namespace tools::stripe {

/// The last fact posted under one key at one instant.
struct PostedFact {
  std::string data;  // of the event, as JSON
  int revision = 0;  // the number of facts posted there
  bool operator==(const PostedFact&) const = default;
};

/// The facts posted under one key of one license, such as an invoice.
struct PostedRegister {
  std::string subject;  // the serial number
  std::string type;     // of the event
  std::string key;      // in_…, pi_…
  std::map<ledger::Instant, PostedFact> facts;
  bool operator==(const PostedRegister&) const = default;
};

/// What every dossier has.
struct Dossier {
  std::string source;  // of the facts
  std::vector<PostedRegister> posted;
  std::set<std::string> waiting;  // events that are not entirely in the ledger
  bool operator==(const Dossier&) const = default;
};

/// An invoice, its payments, its credit notes, and what was bought with it.
struct InvoiceDossier : Dossier {
  std::string subscription;  // sub_…, whose license the invoice may share
  std::vector<InvoiceStatement> invoices;
  std::vector<PaymentStatement> payments;
  std::vector<CreditStatement> credits;
  std::set<std::string> paid_with;  // pi_…, ch_…: whose dossiers depend on this one
  bool operator==(const InvoiceDossier&) const = default;
};

/// A payment intent or charge, and what was refunded or disputed of it.
struct PaymentDossier : Dossier {
  std::map<std::string, std::string> pays;  // invoice to the ledger's payment id
  std::vector<ReversalStatement> reversals;
  std::vector<RefundedStatement> refunded;
  bool operator==(const PaymentDossier&) const = default;
};

struct SubscriptionDossier : Dossier {
  std::vector<SubscriptionStatement> subscriptions;
  std::set<std::string> invoices;  // that name no license, and so share the subscription's
  bool operator==(const SubscriptionDossier&) const = default;
};

/// The stored form, as JSON.
std::string to_text(const InvoiceDossier& dossier);
std::string to_text(const PaymentDossier& dossier);
std::string to_text(const SubscriptionDossier& dossier);
/// Parses the stored form; nullopt if malformed.
std::optional<InvoiceDossier> invoice_dossier(std::string_view text);
std::optional<PaymentDossier> payment_dossier(std::string_view text);
std::optional<SubscriptionDossier> subscription_dossier(std::string_view text);

}  // namespace tools::stripe
