#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ledger/event.h"
#include "projections/state/evidence_set.h"
#include "projections/state/exact_sum.h"
#include "projections/state/order.h"

namespace projections::state {

/// Facts that move an amount: their sum in minor units, and the events by position.
struct Movements {
  ExactSum sum;
  EvidenceSet events;

  bool empty() const { return events.empty(); }
  static auto fields(auto& self) { return std::tie(self.sum, self.events); }
};

/// The payments of one invoice in one currency, with their reversals.
struct PaidInCurrency {
  Movements movements;               // payments less reversals
  std::set<std::string> unreversed;  // payment ids of which some of the amount is left

  static auto fields(auto& self) { return std::tie(self.movements, self.unreversed); }
};

/// A purchase that may be activated only when the invoice is settled.
struct Attachment {
  ledger::LicenseNumber number;
  ledger::Evidence purchase;

  static auto fields(auto& self) { return std::tie(self.number, self.purchase); }
};

/// One invoice with everything recorded about it, issued or not yet.
struct Invoice {
  std::optional<Register<ledger::InvoiceIssued>> issued;  // absent: something else came first
  std::optional<Stamp> voided;                            // final, whatever comes after
  Movements credits;
  std::map<std::string, PaidInCurrency, std::less<>> paid;  // by currency
  std::vector<Attachment> attachments;                      // by number
  /// max(0, amount − credits − payments + reversals), in minor units; 0 when void or not known.
  std::int64_t open = 0;

  /// What is paid in the invoice's own currency counts; null if nothing is, or it is not issued.
  const PaidInCurrency* counted() const;
  bool settled() const { return voided || (issued && open == 0); }

  static auto fields(auto& self) {
    return std::tie(self.issued, self.voided, self.credits, self.paid, self.attachments, self.open);
  }
};

/// One payment, received or so far only reversed.
struct Payment {
  std::optional<Register<ledger::PaymentReceived>> received;
  Movements reversals;

  static auto fields(auto& self) { return std::tie(self.received, self.reversals); }
};

/// A payment that is not counted because its currency is not its invoice's.
struct CurrencyMismatch {
  const Payment* payment;
  const Register<ledger::InvoiceIssued>* invoice;
  std::int64_t unreversed;  // minor units of the payment's currency; > 0
};

/// The invoices of one license with their credits, payments and reversals. Facts may come in any
/// order; after each, all sums and orders are exact, at a cost that grows with the logarithm of
/// what is kept.
class Accounts {
 public:
  void apply(const Stamp& stamp, const ledger::InvoiceIssued& issued);
  void apply(const Stamp& stamp, const ledger::InvoiceCredited& credited);
  void apply(const Stamp& stamp, const ledger::InvoiceVoided& voided);
  void apply(const Stamp& stamp, const ledger::PaymentReceived& received);
  void apply(const Stamp& stamp, const ledger::PaymentReversed& reversed);
  /// A purchase waits for the invoice, known or not.
  void attach(const Stamp& purchase, ledger::LicenseNumber number, const std::string& invoice_id);

  /// Including those that are not issued yet.
  const Keyed<Invoice>& invoices() const { return invoices_; }
  /// The invoice; null if it has not been issued.
  const Invoice* known(std::string_view invoice_id) const;

  using ByDueDate = std::set<std::pair<ledger::Date, std::string>>;
  /// The due dates and ids of the invoices with an open amount.
  const ByDueDate& open() const { return open_; }
  using ByNumber = std::set<std::pair<ledger::LicenseNumber, std::string>>;
  /// The attached invoices that are not settled, each with the highest number that waits for it.
  const ByNumber& unsettled() const { return unsettled_; }

  /// Ordered by payment id.
  std::vector<CurrencyMismatch> currency_mismatches() const;
  /// `nullopt` if the payment is counted, reversed wholly or not known, or its invoice is not.
  std::optional<CurrencyMismatch> currency_mismatch(std::string_view payment_id) const;
  /// Null if nothing is known of it.
  const Payment* payment(std::string_view payment_id) const { return payments_.find(payment_id); }
  /// Null if it has not come.
  const Register<ledger::InvoiceCredited>* credit(std::string_view credit_id) const {
    return credits_.find(credit_id);
  }
  const Register<ledger::PaymentReversed>* reversal(std::string_view reversal_id) const {
    return reversals_.find(reversal_id);
  }

  static auto fields(auto& self) {
    return std::tie(self.invoices_, self.credits_, self.payments_, self.reversals_, self.open_,
                    self.unsettled_, self.mismatched_);
  }

 private:
  class Change;
  void put_in(const Payment& payment);
  void take_out(const Payment& payment);

  Keyed<Invoice> invoices_;  // those that a fact refers to
  Keyed<Register<ledger::InvoiceCredited>> credits_;
  Keyed<Payment> payments_;  // likewise
  Keyed<Register<ledger::PaymentReversed>> reversals_;
  ByDueDate open_;
  ByNumber unsettled_;
  std::set<std::string>
      mismatched_;  // ids of invoices with unreversed payments in other currencies
};

/// The first instant at which an invoice that is due then is overdue if it is still open: 00:00Z of
/// the day after, plus the payment grace.
ledger::Instant overdue_from(ledger::Date due_on, std::int32_t payment_grace_days);

}  // namespace projections::state
