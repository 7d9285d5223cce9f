#pragma once

#include <optional>

#include "tools/sample/administrator.h"

namespace tools::sample {

/// How an invoice comes to be paid.
enum class Habit : std::uint8_t {
  prompt,
  early,
  late,
  in_parts,
  value_dated,     // told days after the money was there
  wrong_currency,  // sent back, and paid again as it should be
  reissued,        // the invoice is voided, and another takes its place
  credited,        // a part is credited, the rest is paid
  doubled,         // paid twice, and one is refunded
  charged_back,
  bounced,
  mistyped,     // ten times too much, and corrected
  unannounced,  // the payment is there before the invoice
  told_twice,   // two systems report the same payment
  never,
};
inline constexpr int habit_count = 15;

/// What is ordered and for how long, when it is to come into force, and how it is paid.
struct Terms {
  Date until;
  std::optional<Instant> when;  // absent: now
  Habit habit = Habit::prompt;
  std::int64_t amount = 0;  // 0: by the price list, for a whole year
  std::int64_t due_days = 30;
  bool looked_after = true;  // the administrator looks in when it should be paid
};

/// The years of one customer: what it orders first, what it adds, how it renews.
class Contract {
 public:
  Contract(Account& account, Administrator& administrator)
      : account_(account), administrator_(administrator) {}

  /// The first order, which may be of long before now: then all of it is told now.
  void begin(const Quantities& wanted, Instant since);
  /// More seats of a plan until the contract ends.
  void expand(Habit habit);
  /// At any time: what is ordered replaces the lines of the same modules.
  Invoice order(const Quantities& wanted, const Terms& terms);

  /// Whether it will be renewed, as it was until now.
  void leave_at_the_end() { renewing_ = false; }
  /// Renews what it has, and pays for it in time.
  void never_change() { steady_ = true; }
  Habit usual_habit();

 private:
  void plan_next_renewal();
  void renew();
  void renew_maintenance();
  Quantities next_year();

  Account& account_;
  Administrator& administrator_;
  bool renewing_ = true;
  bool steady_ = false;
};

/// Sees to it that the invoice is paid, by later payments. Answers in how many days it will be.
std::int64_t settle(Account& account, const Invoice& invoice, Habit habit);

}  // namespace tools::sample
