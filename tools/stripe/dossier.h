#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tools/stripe/statement.h"

/// All that was told of one Stripe object and what hangs on it, and what the ledger was told of it.
namespace tools::stripe {

/// What was last said to the ledger under one key at one instant.
struct Said {
  std::string data;  // of the event, as JSON
  int revision = 0;  // how often something was said there
  bool operator==(const Said&) const = default;
};

/// One key of one license in the ledger, such as an invoice: what was said, by instant.
struct Register {
  std::string subject;               // the serial number
  std::string type;                  // of the event
  std::string key;                   // in_…, pi_…
  std::map<std::string, Said> said;  // by instant as a number in text
  bool operator==(const Register&) const = default;
};

/// An invoice, its payments, its credit notes, and what was bought with it.
struct InvoiceDossier {
  std::string source;        // of the facts made of it
  std::string subscription;  // sub_…, whose license it may share
  std::vector<InvoiceStatement> invoices;
  std::vector<PaymentStatement> payments;
  std::vector<CreditStatement> credits;
  std::set<std::string> paid_with;  // pi_…, ch_…: whose dossiers rest on this one
  std::vector<Register> said;
  std::set<std::string> waiting;  // events of which not everything is in the ledger
  bool operator==(const InvoiceDossier&) const = default;
};

/// A payment intent or charge, and what was given back of it.
struct PaymentDossier {
  std::string source;
  std::map<std::string, std::string> pays;  // invoice to the ledger's payment id
  std::vector<ReversalStatement> reversals;
  std::vector<RefundedStatement> refunded;
  std::vector<Register> said;
  std::set<std::string> waiting;
  bool operator==(const PaymentDossier&) const = default;
};

struct SubscriptionDossier {
  std::string source;
  std::vector<SubscriptionStatement> subscriptions;
  std::set<std::string> invoices;  // that name no license of their own, and share this one's
  std::vector<Register> said;
  std::set<std::string> waiting;
  bool operator==(const SubscriptionDossier&) const = default;
};

BOOST_DESCRIBE_STRUCT(Said, (), (data, revision))
BOOST_DESCRIBE_STRUCT(Register, (), (subject, type, key, said))
BOOST_DESCRIBE_STRUCT(InvoiceDossier, (),
                      (source, subscription, invoices, payments, credits, paid_with, said, waiting))
BOOST_DESCRIBE_STRUCT(PaymentDossier, (), (source, pays, reversals, refunded, said, waiting))
BOOST_DESCRIBE_STRUCT(SubscriptionDossier, (), (source, subscriptions, invoices, said, waiting))

/// As it is kept, and back; nothing for a text that is none.
std::string to_text(const InvoiceDossier& dossier);
std::string to_text(const PaymentDossier& dossier);
std::string to_text(const SubscriptionDossier& dossier);
std::optional<InvoiceDossier> invoice_dossier(std::string_view text);
std::optional<PaymentDossier> payment_dossier(std::string_view text);
std::optional<SubscriptionDossier> subscription_dossier(std::string_view text);

/// Puts a statement among those of its kind: in the order in which things happened, by Stripe, and
/// in the place of what the same event said of the same thing before.
template <class Statement, class Same>
void put(std::vector<Statement>& statements, Statement statement, Same same) {
  std::erase_if(statements, [&](const Statement& other) { return same(other, statement); });
  const auto place = std::find_if(statements.begin(), statements.end(), [&](const auto& other) {
    return statement.told.order() < other.told.order();
  });
  statements.insert(place, std::move(statement));
}

}  // namespace tools::stripe
