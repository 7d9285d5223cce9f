#include "projections/state/accounts.h"

#include <algorithm>

namespace projections::state {
namespace {

bool is_mismatched(const Invoice& invoice) {
  if (!invoice.issued) return false;
  return std::ranges::any_of(invoice.paid, [&](const auto& entry) {
    const auto& [currency, paid] = entry;
    return currency != invoice.issued->value.currency && !paid.unreversed.empty();
  });
}

/// Whether some fact refers to it. One that none refers to is removed, so that the state does not
/// depend on the order of the facts.
bool is_referenced(const Invoice& invoice) {
  return invoice.issued || invoice.voided || !invoice.credits.empty() || !invoice.paid.empty() ||
         !invoice.attachments.empty();
}

void settle(Invoice& invoice) {
  invoice.open = 0;
  if (!invoice.issued || invoice.voided) return;
  ExactSum open{invoice.issued->value.amount};
  open -= invoice.credits.sum;
  if (const PaidInCurrency* counted = invoice.counted()) open -= counted->movements.sum;
  invoice.open = open.clamped();
}

std::int64_t unreversed(const Payment& payment) {
  ExactSum rest{payment.received->value.amount};
  rest -= payment.reversals.sum;
  return rest.clamped();
}

void add(Movements& to, std::int64_t amount, const ledger::Evidence& event) {
  to.sum += amount;
  to.events.insert(event);
}

void remove(Movements& from, std::int64_t amount, const ledger::Evidence& event) {
  from.sum -= amount;
  from.events.erase(event);
}

void note_unreversed(const Payment& payment, PaidInCurrency& paid) {
  const std::string& payment_id = payment.received->value.payment_id;
  if (unreversed(payment) > 0) {
    paid.unreversed.insert(payment_id);
  } else {
    paid.unreversed.erase(payment_id);
  }
}

template <class Set, class Key>
void move_key(Set& set, const std::optional<Key>& before, const std::optional<Key>& after) {
  if (before == after) return;
  if (before) set.erase(*before);
  if (after) set.insert(*after);
}

}  // namespace

const PaidInCurrency* Invoice::counted() const {
  if (!issued) return nullptr;
  const auto found = paid.find(issued->value.currency);
  return found == paid.end() ? nullptr : &found->second;
}

/// Brings the open amount and the orders up to date when it ends.
class Accounts::Change {
 public:
  Change(Accounts& accounts, const std::string& invoice_id)
      : accounts_(accounts),
        invoice_id_(invoice_id),
        invoice_(accounts.invoices_[invoice_id]),
        before_(keys()) {}
  ~Change() {
    settle(invoice_);
    const Keys after = keys();
    move_key(accounts_.open_, before_.open, after.open);
    move_key(accounts_.unsettled_, before_.unsettled, after.unsettled);
    move_key(accounts_.mismatched_, before_.mismatched, after.mismatched);
    if (!is_referenced(invoice_)) accounts_.invoices_.erase(invoice_id_);
  }
  Change(const Change&) = delete;
  Change& operator=(const Change&) = delete;

  Invoice* operator->() { return &invoice_; }

 private:
  /// Its places in the orders.
  struct Keys {
    std::optional<ByDueDate::value_type> open;
    std::optional<ByNumber::value_type> unsettled;
    std::optional<std::string> mismatched;
  };
  Keys keys() const {
    Keys keys;
    if (invoice_.open > 0) keys.open = {invoice_.issued->value.due_on, invoice_id_};
    if (!invoice_.attachments.empty() && !invoice_.settled()) {
      keys.unsettled = {invoice_.attachments.back().number, invoice_id_};
    }
    if (is_mismatched(invoice_)) keys.mismatched = invoice_id_;
    return keys;
  }

  Accounts& accounts_;
  const std::string invoice_id_;
  Invoice& invoice_;
  const Keys before_;
};

void Accounts::apply(const Stamp& stamp, const ledger::InvoiceIssued& issued) {
  Change invoice{*this, issued.invoice_id};
  if (invoice->issued && invoice->issued->stamp > stamp) return;
  invoice->issued = {stamp, issued};
}

void Accounts::apply(const Stamp& stamp, const ledger::InvoiceVoided& voided) {
  Change invoice{*this, voided.invoice_id};
  // The first void is final; which of several is cited must not depend on arrival.
  if (!invoice->voided || stamp < *invoice->voided) invoice->voided = stamp;
}

void Accounts::apply(const Stamp& stamp, const ledger::InvoiceCredited& credited) {
  std::optional<Register<ledger::InvoiceCredited>> earlier;
  if (const auto* found = credits_.find(credited.credit_id)) earlier = *found;
  if (!write_last(credits_, credited.credit_id, stamp, credited)) return;
  if (earlier) {
    Change invoice{*this, earlier->value.invoice_id};
    remove(invoice->credits, earlier->value.amount, earlier->stamp.evidence());
  }
  Change invoice{*this, credited.invoice_id};
  add(invoice->credits, credited.amount, stamp.evidence());
}

void Accounts::apply(const Stamp& stamp, const ledger::PaymentReceived& received) {
  Payment& payment = payments_[received.payment_id];
  if (payment.received && payment.received->stamp > stamp) return;
  if (payment.received) take_out(payment);
  payment.received = {stamp, received};
  put_in(payment);
}

void Accounts::apply(const Stamp& stamp, const ledger::PaymentReversed& reversed) {
  std::optional<Register<ledger::PaymentReversed>> earlier;
  if (const auto* found = reversals_.find(reversed.reversal_id)) earlier = *found;
  if (!write_last(reversals_, reversed.reversal_id, stamp, reversed)) return;
  if (earlier) {
    Payment& payment = payments_.at(earlier->value.payment_id);
    remove(payment.reversals, earlier->value.amount, earlier->stamp.evidence());
    if (payment.received) {
      Change invoice{*this, payment.received->value.invoice_id};
      PaidInCurrency& paid = invoice->paid.find(payment.received->value.currency)->second;
      remove(paid.movements, -earlier->value.amount, earlier->stamp.evidence());
      note_unreversed(payment, paid);
    } else if (payment.reversals.empty()) {
      payments_.erase(earlier->value.payment_id);
    }
  }
  Payment& payment = payments_[reversed.payment_id];
  add(payment.reversals, reversed.amount, stamp.evidence());
  if (!payment.received) return;
  Change invoice{*this, payment.received->value.invoice_id};
  PaidInCurrency& paid = invoice->paid.find(payment.received->value.currency)->second;
  add(paid.movements, -reversed.amount, stamp.evidence());
  note_unreversed(payment, paid);
}

/// Adds the payment and its reversals to what is paid on its invoice.
void Accounts::put_in(const Payment& payment) {
  const auto& received = payment.received->value;
  Change invoice{*this, received.invoice_id};
  PaidInCurrency& paid = invoice->paid[received.currency];
  add(paid.movements, received.amount, payment.received->stamp.evidence());
  paid.movements.sum -= payment.reversals.sum;
  paid.movements.events.insert(payment.reversals.events.begin(), payment.reversals.events.end());
  note_unreversed(payment, paid);
}

void Accounts::take_out(const Payment& payment) {
  const auto& received = payment.received->value;
  Change invoice{*this, received.invoice_id};
  const auto place = invoice->paid.find(received.currency);
  PaidInCurrency& paid = place->second;
  remove(paid.movements, received.amount, payment.received->stamp.evidence());
  paid.movements.sum += payment.reversals.sum;
  for (const auto& reversal : payment.reversals.events) paid.movements.events.erase(reversal);
  paid.unreversed.erase(received.payment_id);
  if (paid.movements.empty()) invoice->paid.erase(place);
}

void Accounts::attach(const Stamp& purchase, ledger::LicenseNumber number,
                      const std::string& invoice_id) {
  Change invoice{*this, invoice_id};
  auto& attachments = invoice->attachments;
  const auto place = std::ranges::lower_bound(attachments, number, {}, &Attachment::number);
  if (place != attachments.end() && place->number == number) return;  // named twice by one purchase
  attachments.insert(place, {number, purchase.evidence()});
}

const Invoice* Accounts::known(std::string_view invoice_id) const {
  const Invoice* found = invoices_.find(invoice_id);
  return found == nullptr || !found->issued ? nullptr : found;
}

std::optional<CurrencyMismatch> Accounts::currency_mismatch(std::string_view payment_id) const {
  const Payment* payment = payments_.find(payment_id);
  if (payment == nullptr || !payment->received) return std::nullopt;
  const auto& received = payment->received->value;
  const Invoice* invoice = known(received.invoice_id);
  if (invoice == nullptr || invoice->issued->value.currency == received.currency) {
    return std::nullopt;
  }
  const std::int64_t rest = unreversed(*payment);
  if (rest == 0) return std::nullopt;
  return CurrencyMismatch{payment, &*invoice->issued, rest};
}

std::vector<CurrencyMismatch> Accounts::currency_mismatches() const {
  std::set<std::string_view> payment_ids;
  for (const auto& invoice_id : mismatched_) {
    const Invoice& invoice = invoices_.at(invoice_id);
    for (const auto& [currency, paid] : invoice.paid) {
      if (currency == invoice.issued->value.currency) continue;
      payment_ids.insert(paid.unreversed.begin(), paid.unreversed.end());
    }
  }
  std::vector<CurrencyMismatch> mismatches;
  mismatches.reserve(payment_ids.size());
  for (const auto payment_id : payment_ids) mismatches.push_back(*currency_mismatch(payment_id));
  return mismatches;
}

ledger::Instant overdue_from(ledger::Date due_on, std::int32_t payment_grace_days) {
  return start_of(plus_days(due_on, 1 + payment_grace_days));
}

}  // namespace projections::state
