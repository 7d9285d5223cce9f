#pragma once

#include <span>

#include "commands/decision.h"
#include "projections/state/changed_seats.h"

namespace commands::decide {

using projections::state::ChangedSeats;

/// What seats must fit: the set in force, or with an activation in the same step the pending one.
enum class Fit : std::uint8_t { current, pending };

/// Every reason that a seat is refused. `seats` are those held before, `after` those that would be
/// held in the end. An assignment is judged by what the user holds before it, a reassignment by
/// what the user holds after it.
struct AssignmentCase {
  ledger::SeatHolder seat;
  const ChangedSeats& seats;
  const ChangedSeats& after;
  bool reassignment = false;
  Fit fit = Fit::current;
};
Reasons refuse_assignment(const Question& question, const AssignmentCase& assignment);

/// Every reason that seats of a user cannot be removed, judged by what the user holds `before` and
/// `after`. `module_name` is the seat to be removed; empty for all of the user's.
struct RemovalCase {
  std::string user;
  std::string module_name;
  const ChangedSeats& before;
  const ChangedSeats& after;
};
Reasons refuse_removal(const Question& question, const RemovalCase& removal);

/// The seats of the user that lose their prerequisite when `after` is what is left of `before`.
std::vector<std::string> orphaned_seats(const projections::state::Catalog& catalog,
                                        const std::string& user, const ChangedSeats& before,
                                        const ChangedSeats& after);

}  // namespace commands::decide
