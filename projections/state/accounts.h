#pragma once

#include <optional>
#include <set>
#include <string>

#include "ledger/event.h"
#include "projections/state/order.h"

namespace projections::state {

/// One invoice with everything recorded about it, issued or not yet.
struct Invoice {
  std::optional<Register<ledger::InvoiceIssued>> issued;  // absent: credits or payments came first
  std::optional<Stamp> voided;                            // final, whatever comes after
  std::set<std::string> credit_ids;
  std::set<std::string> payment_ids;
  /// max(0, amount − credits − payments + reversals), in minor units; 0 when void or not known.
  std::int64_t open = 0;

  static auto fields(auto& self) {
    return std::tie(self.issued, self.voided, self.credit_ids, self.payment_ids, self.open);
  }
};

/// A payment that is not counted because its currency is not its invoice's.
struct CurrencyMismatch {
  const Register<ledger::PaymentReceived>* payment;
  const Register<ledger::InvoiceIssued>* invoice;
  std::int64_t unreversed;  // minor units of the payment's currency; > 0
};

/// The invoices of one license with their credits, payments and reversals. Facts may come in any
/// order; the open amount of an invoice is exact after each.
class Accounts {
 public:
  void apply(const Stamp& stamp, const ledger::InvoiceIssued& issued);
  void apply(const Stamp& stamp, const ledger::InvoiceCredited& credited);
  void apply(const Stamp& stamp, const ledger::InvoiceVoided& voided);
  void apply(const Stamp& stamp, const ledger::PaymentReceived& received);
  void apply(const Stamp& stamp, const ledger::PaymentReversed& reversed);

  /// Including those that are not issued yet.
  const Keyed<Invoice>& invoices() const { return invoices_; }
  /// The ids of the invoices with an open amount.
  const std::set<std::string>& open() const { return open_; }
  /// The invoice; null if it has not been issued.
  const Invoice* known(std::string_view invoice_id) const;
  /// Ordered by payment id.
  std::vector<CurrencyMismatch> currency_mismatches() const;
  /// The events that the open amount is based on: the invoice, its credits, the payments that count
  /// and their reversals. No payment counts before the invoice is issued.
  void add_evidence(const Invoice& invoice, std::vector<ledger::Evidence>& evidence) const;
  /// The same for a payment in another currency.
  void add_evidence(const CurrencyMismatch& mismatch,
                    std::vector<ledger::Evidence>& evidence) const;

  static auto fields(auto& self) {
    return std::tie(self.invoices_, self.open_, self.credits_, self.payments_, self.reversals_,
                    self.reversals_of_);
  }

 private:
  template <class T>
  using Registers = Keyed<Register<T>>;

  std::int64_t open_amount(const Invoice& invoice) const;
  void settle(const std::string& invoice_id, Invoice& invoice);
  /// After a fact has moved to another invoice: one that no fact refers to is removed, so that the
  /// state does not depend on the order of the facts.
  void settle_or_drop(const std::string& invoice_id);
  std::int64_t reversed(const std::string& payment_id) const;
  void add_reversals(const std::string& payment_id, std::vector<ledger::Evidence>& evidence) const;

  Keyed<Invoice> invoices_;
  std::set<std::string> open_;
  Registers<ledger::InvoiceCredited> credits_;
  Registers<ledger::PaymentReceived> payments_;
  Registers<ledger::PaymentReversed> reversals_;
  Keyed<std::set<std::string>> reversals_of_;  // by payment id
};

/// The first instant at which the invoice is overdue if it is still open: 00:00Z of the day after
/// it is due, plus the payment grace.
ledger::Instant overdue_from(const ledger::InvoiceIssued& issued, std::int32_t payment_grace_days);

}  // namespace projections::state
