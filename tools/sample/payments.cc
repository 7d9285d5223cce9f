#include <algorithm>

#include "tools/sample/contract.h"

namespace tools::sample {
namespace {

using ledger::ReversalKind;

/// Schedules what happens to one invoice. The scheduled tasks copy what they need.
class Settlement {
 public:
  Settlement(Account& account, BillingInvoice invoice)
      : account_(account),
        invoice_(std::move(invoice)),
        due_in_(std::max(2, invoice_.due_on.days - account.today().days)) {}

  std::int64_t due_in() const { return due_in_; }

  /// Pays in `days` days, and returns `days`.
  std::int64_t pay(std::int64_t days, std::int64_t amount) {
    auto& account = account_;
    account.later(days, days, [&account, invoice = invoice_, amount] {
      account.scene.systems.pay(account.serial, invoice, amount);
    });
    return days;
  }
  std::int64_t pay(std::int64_t days) { return pay(days, invoice_.amount); }

  /// A payment, of which `reversed` is taken back `days_between` days later.
  void pay_and_reverse(std::int64_t days, const BillingInvoice& as, std::int64_t amount,
                       std::int64_t days_between, std::int64_t reversed, ReversalKind kind) {
    auto& account = account_;
    account.later(days, days, [=, &account] {
      const auto payment_id = account.scene.systems.pay(account.serial, as, amount);
      account.later(days_between, days_between, [=, &account] {
        account.scene.systems.reverse(account.serial, payment_id, reversed, kind);
      });
    });
  }

  /// A payment that the bank received `days_ago` days before it is recorded.
  std::int64_t pay_with_value_date(std::int64_t days, std::int64_t days_ago) {
    auto& account = account_;
    account.later(days, days, [&account, invoice = invoice_, days_ago] {
      const Instant value_date = start_of(plus_days(account.today(), -days_ago));
      account.scene.systems.pay(account.serial, invoice, invoice.amount, value_date);
    });
    return days;
  }

  std::int64_t pay_reported_twice(std::int64_t days) {
    auto& account = account_;
    account.later(days, days, [&account, invoice = invoice_] {
      auto& systems = account.scene.systems;
      const auto payment_id = systems.pay(account.serial, invoice, invoice.amount);
      account.later(0, 0, [&account, invoice, payment_id] {
        account.scene.systems.repeat_payment(account.serial, payment_id, invoice, invoice.amount);
      });
    });
    return days;
  }

  /// Voids the invoice and issues another for the same amount.
  void replace(std::int64_t days) {
    auto& account = account_;
    account.later(days, days, [&account, invoice = invoice_] {
      auto& systems = account.scene.systems;
      systems.void_invoice(account.serial, invoice.id);
      BillingInvoice other = invoice;
      other.id = systems.next_invoice_id();
      systems.issue(account.serial, other);
      schedule_payments(account, other, Habit::prompt);
    });
  }

  void credit(std::int64_t days, std::int64_t amount) {
    auto& account = account_;
    account.later(days, days, [&account, id = invoice_.id, amount] {
      account.scene.systems.credit(account.serial, id, amount);
    });
  }

 private:
  Account& account_;
  BillingInvoice invoice_;
  std::int64_t due_in_;
};

}  // namespace

std::int64_t schedule_payments(Account& account, const BillingInvoice& invoice, Habit habit) {
  Settlement settlement{account, invoice};
  Dice& dice = account.dice;
  const std::int64_t due = settlement.due_in();
  const std::int64_t before_due = std::max<std::int64_t>(1, due - dice.between(0, 9));
  const std::int64_t amount = invoice.amount;
  switch (habit) {
    case Habit::never:
    case Habit::unannounced:  // paid before it was issued
      return 1;
    case Habit::prompt:
      return settlement.pay(before_due);
    case Habit::early:
      return settlement.pay(std::min(due, dice.between(2, 8)));
    case Habit::late:
      return settlement.pay(due + dice.between(3, 40));
    case Habit::in_parts: {
      const std::int64_t days = before_due + dice.between(4, 20);
      settlement.pay(before_due, amount / 2);
      return settlement.pay(days, amount - amount / 2);
    }
    case Habit::value_dated:
      return settlement.pay_with_value_date(before_due + 5, 5);
    case Habit::wrong_currency: {
      BillingInvoice other = invoice;
      other.currency = invoice.currency == "EUR" ? "SEK" : "EUR";
      settlement.pay_and_reverse(before_due, other, amount / 10, 9, amount / 10,
                                 ReversalKind::refund);
      return settlement.pay(before_due + 12);
    }
    case Habit::reissued:
      settlement.replace(std::min<std::int64_t>(due, 7));
      return 8;
    case Habit::credited:
      settlement.credit(before_due, amount / 10);
      return settlement.pay(before_due + 2, amount - amount / 10);
    case Habit::doubled:
      settlement.pay(before_due);
      settlement.pay_and_reverse(before_due + 1, invoice, amount, 8, amount, ReversalKind::refund);
      return before_due;
    case Habit::charged_back:
      settlement.pay_and_reverse(before_due, invoice, amount, 25, amount, ReversalKind::chargeback);
      settlement.pay(before_due + 45);
      return before_due;
    case Habit::bounced:
      settlement.pay_and_reverse(before_due, invoice, amount, 2, amount, ReversalKind::bounced);
      return settlement.pay(before_due + 7);
    case Habit::mistyped:
      settlement.pay_and_reverse(before_due, invoice, amount * 10, 3, amount * 9,
                                 ReversalKind::correction);
      return before_due;
    case Habit::reported_twice:
      return settlement.pay_reported_twice(before_due);
  }
  return due;
}

}  // namespace tools::sample
