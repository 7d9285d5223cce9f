#pragma once

#include <span>

#include "commands/decision.h"
#include "projections/state/seats.h"

namespace commands::decide {

using projections::state::Seats;

/// What seats must fit: the set in force, or with an activation in the same step the pending one.
enum class Fit : std::uint8_t { current, pending };

/// Why a seat is refused, all that apply. `seats` are those held before, `after` those the user
/// would hold in the end; for a plain assignment what is held before decides, for a reassignment
/// what is held after it.
struct AssignmentCase {
  ledger::CarriedSeat seat;
  const Seats& seats;
  const Seats& after;
  bool reassignment = false;
  Fit fit = Fit::current;
};
Reasons refuse_assignment(const Question& question, const AssignmentCase& assignment);

/// Why seats of a user may not go, all that apply, judged by what the user holds `before` and
/// `after`. `module_name` is the seat that was asked about; empty for all of the user's.
struct RemovalCase {
  std::string user;
  std::string module_name;
  const Seats& before;
  const Seats& after;
};
Reasons refuse_removal(const Question& question, const RemovalCase& removal);

/// The seats of the user that lose their prerequisite when `after` is what is left of `before`.
std::vector<std::string> bereft_seats(const projections::state::Catalog& catalog,
                                      const std::string& user, const Seats& before,
                                      const Seats& after);

}  // namespace commands::decide
