#pragma once

#include <optional>

#include "tools/sample/administrator.h"

namespace tools::sample {

/// How an invoice is paid.
enum class Habit : std::uint8_t {
  prompt,
  early,
  late,
  in_parts,
  value_dated,     // reported days after the money arrived
  wrong_currency,  // refunded, and paid again correctly
  reissued,        // the invoice is voided and replaced
  credited,        // part is credited, the rest is paid
  doubled,         // paid twice; one payment is refunded
  charged_back,
  bounced,
  mistyped,        // ten times too much, then corrected
  unannounced,     // paid before the invoice is issued
  reported_twice,  // two systems report the same payment
  never,
};

/// How long an order lasts, when it comes into force, and how it is paid.
struct Terms {
  Date until;
  std::optional<Instant> when;  // now if absent
  Habit habit = Habit::prompt;
  std::int64_t amount = 0;  // 0: the list price of a whole year
  std::int64_t due_days = 30;
  bool visit_when_paid = true;  // the administrator visits after the payment is due
};

/// The orders of one customer over the years: the first one, additions and renewals.
class Contract {
 public:
  Contract(Account& account, Administrator& administrator)
      : account_(account), administrator_(administrator) {}

  /// Places the first order. If `since` is past, the order, invoice and payment are backdated.
  void begin(const Quantities& wanted, Instant since);
  /// Orders more seats of a plan until the contract ends.
  void expand(Habit habit);
  /// Places any order; it replaces the lines of the same modules.
  BillingInvoice order(const Quantities& wanted, const Terms& terms);

  /// Does not renew the contract when it ends.
  void let_expire() { renewing_ = false; }
  /// Renews the same quantities every year, and pays on time.
  void renew_unchanged() { steady_ = true; }
  Habit usual_habit();

 private:
  void plan_next_renewal();
  void renew();
  void renew_maintenance();
  Quantities next_quantities();

  Account& account_;
  Administrator& administrator_;
  bool renewing_ = true;
  bool steady_ = false;
};

/// Schedules the payments of an invoice. Returns the number of days until it is paid.
std::int64_t schedule_payments(Account& account, const BillingInvoice& invoice, Habit habit);

}  // namespace tools::sample
