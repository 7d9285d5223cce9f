#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "ledger/time.h"

/// What one Stripe event states about one object, as far as the ledger uses it. Facts are made from
/// statements; these are stored, so that the facts can be rebuilt from all of them whatever arrives
/// later, in any order.
///
/// Instants are Stripe's, in whole seconds; amounts are in ISO 4217 minor units. What the
/// configuration says about a price or a customer is resolved when the event is first read.
namespace tools::stripe {

/// Which event a statement comes from, and which license the event names.
struct Provenance {
  std::string event;            // evt_…
  ledger::Instant at;           // when it happened, according to Stripe
  int rank = 0;                 // of two in the same second, the higher is the later
  std::string serial;           // from the metadata; empty: not given
  std::string customer_serial;  // of the customer, from the configuration; empty: not given

  auto order() const { return std::tie(at, rank, event); }
  bool operator==(const Provenance&) const = default;
};

/// A module bought, on a line of its own.
struct Bought {
  std::string line;  // si_…, il_…
  std::string module_name;
  std::int64_t quantity = 0;
  std::optional<ledger::Date> until;
  bool operator==(const Bought&) const = default;
};

struct InvoiceStatement {
  Provenance provenance;
  ledger::Instant issued_at;  // when it was finalized
  std::int64_t amount = 0;    // due when it was finalized
  std::string currency;
  ledger::Date due_on;
  std::int64_t paid = 0;    // in total so far
  ledger::Instant paid_at;  // when the total was reached
  std::string paid_by;      // the payment intent or charge that the invoice names; may be empty
  std::optional<ledger::Instant> voided_at;
  std::vector<Bought> bought;  // on one-off lines, without a subscription
  bool operator==(const InvoiceStatement&) const = default;
};

/// One payment of an invoice.
struct PaymentStatement {
  Provenance provenance;
  std::string payment;     // pi_… or ch_…: what refunds and disputes name
  std::string payment_id;  // the ledger's
  std::int64_t amount = 0;
  std::string currency;
  ledger::Instant at;  // the value date
  bool operator==(const PaymentStatement&) const = default;
};

struct CreditStatement {
  Provenance provenance;
  std::string credit;  // cn_…
  std::int64_t amount = 0;
  ledger::Instant at;
  std::optional<ledger::Instant> voided_at;
  bool operator==(const CreditStatement&) const = default;
};

/// One refund or dispute.
struct ReversalStatement {
  Provenance provenance;
  std::string reversal;  // re_…, dp_…
  bool dispute = false;
  bool counts = false;   // the customer has the money, or is about to get it
  bool counted = false;  // it counted until this event, even if no event stated so
  std::int64_t amount = 0;
  std::string currency;
  ledger::Instant at;  // when it was made
  bool operator==(const ReversalStatement&) const = default;
};

/// How much of a charge has been refunded in total so far.
struct RefundedStatement {
  Provenance provenance;
  std::int64_t amount = 0;
  std::string currency;
  bool operator==(const RefundedStatement&) const = default;
};

struct SubscriptionStatement {
  Provenance provenance;
  bool begun = false;          // false while the first payment is pending
  std::vector<Bought> bought;  // in force; empty when the subscription has ended
  std::string invoice;         // must be paid before activation; empty: none
  bool operator==(const SubscriptionStatement&) const = default;
};

}  // namespace tools::stripe
