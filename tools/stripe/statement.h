#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

/// What one Stripe event says about one object, as far as the ledger minds: the statements from
/// which facts are made. They are kept (as JSON, by member name), so that whatever comes later, in
/// whichever order, the facts can be made again from all of them.
///
/// Instants are Unix seconds, as Stripe states them; amounts are ISO 4217 minor units. What the
/// configuration says of a price or a customer is settled when the event is first understood.
namespace tools::stripe {

/// Which event told it, and what it says of the license.
struct Told {
  std::string event;            // evt_…
  std::int64_t at = 0;          // when it happened, by Stripe
  int rank = 0;                 // of two at the same second, the higher is the later
  std::string serial;           // in the metadata; empty: it does not say
  std::string customer_serial;  // of the customer by the configuration; empty: none

  auto order() const { return std::tie(at, rank, event); }
  bool operator==(const Told&) const = default;
};

/// A module bought, on a line of its own.
struct Bought {
  std::string line;  // si_…, il_…
  std::string module_name;
  std::int64_t quantity = 0;
  std::int64_t until = -1;  // days since 1970-01-01; -1: for good
  bool operator==(const Bought&) const = default;
};

struct InvoiceStatement {
  Told told;
  std::int64_t issued_at = 0;  // when it was finalized
  std::int64_t amount = 0;     // due when it was finalized
  std::string currency;
  std::int64_t due_on = 0;      // days since 1970-01-01
  std::int64_t paid = 0;        // so far, in all
  std::int64_t paid_at = 0;     // when that was so
  std::string paid_by;          // the payment intent or charge that is said to have paid; or empty
  std::int64_t voided_at = -1;  // -1: not
  std::vector<Bought> bought;   // one-off, without a subscription
  bool operator==(const InvoiceStatement&) const = default;
};

/// A single payment of an invoice.
struct PaymentStatement {
  Told told;
  std::string payment;     // pi_… or ch_…: what refunds and disputes name
  std::string payment_id;  // the ledger's
  std::int64_t amount = 0;
  std::string currency;
  std::int64_t at = 0;  // the value date
  bool operator==(const PaymentStatement&) const = default;
};

struct CreditStatement {
  Told told;
  std::string credit;  // cn_…
  std::int64_t amount = 0;
  std::int64_t at = 0;
  std::int64_t voided_at = -1;
  bool operator==(const CreditStatement&) const = default;
};

/// A single refund or dispute.
struct ReversalStatement {
  Told told;
  std::string reversal;  // re_…, dp_…
  bool dispute = false;
  bool counts = false;   // the money is, or is about to be, with the customer
  bool counted = false;  // it was until now, whether or not it was told
  std::int64_t amount = 0;
  std::string currency;
  std::int64_t at = 0;  // when it was made
  bool operator==(const ReversalStatement&) const = default;
};

/// What of a charge was refunded so far, in all.
struct RefundedStatement {
  Told told;
  std::int64_t amount = 0;
  std::string currency;
  bool operator==(const RefundedStatement&) const = default;
};

struct SubscriptionStatement {
  Told told;
  bool begun = false;          // not while the first payment is awaited
  std::vector<Bought> bought;  // in force; empty when it has ended
  std::string invoice;         // to be paid; empty: none
  bool operator==(const SubscriptionStatement&) const = default;
};

BOOST_DESCRIBE_STRUCT(Told, (), (event, at, rank, serial, customer_serial))
BOOST_DESCRIBE_STRUCT(Bought, (), (line, module_name, quantity, until))
BOOST_DESCRIBE_STRUCT(InvoiceStatement, (),
                      (told, issued_at, amount, currency, due_on, paid, paid_at, paid_by, voided_at,
                       bought))
BOOST_DESCRIBE_STRUCT(PaymentStatement, (), (told, payment, payment_id, amount, currency, at))
BOOST_DESCRIBE_STRUCT(CreditStatement, (), (told, credit, amount, at, voided_at))
BOOST_DESCRIBE_STRUCT(ReversalStatement, (),
                      (told, reversal, dispute, counts, counted, amount, currency, at))
BOOST_DESCRIBE_STRUCT(RefundedStatement, (), (told, amount, currency))
BOOST_DESCRIBE_STRUCT(SubscriptionStatement, (), (told, begun, bought, invoice))

}  // namespace tools::stripe
