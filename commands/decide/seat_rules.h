#pragma once

#include <span>

#include "commands/decision.h"
#include "projections/state/changed_seats.h"

namespace commands::decide {

using projections::state::ChangedSeats;

/// What seats must fit: the set in force, or with an activation in the same step the pending one.
enum class Fit : std::uint8_t { current, pending };

/// A seat that is requested. In a reassignment the user gives up the seat of another module for it;
/// if that one is not held, it is an assignment.
struct SeatRequest {
  ledger::SeatHolder seat;
  std::string instead_of = {};  // that module; empty: an assignment
  Fit fit = Fit::current;
};
/// Every reason that the seat cannot be had on top of `seats`. An assignment is judged by what the
/// user holds before it, a reassignment by what the user holds after it.
Reasons refuse_seat(const Question& question, const ChangedSeats& seats,
                    const SeatRequest& request);

struct RemovalRequest {
  std::string module_name;  // empty: all seats of the user
  std::string user;
  bool cascade = false;  // also the seats that need this one, directly or through others
};
/// The modules in which the user's seats go.
std::vector<std::string> seats_to_remove(const projections::state::Catalog& catalog,
                                         const ChangedSeats& seats, const RemovalRequest& request);
/// Every reason that they cannot be removed from `seats`; none if there are none.
Reasons refuse_removal(const Question& question, const ChangedSeats& seats,
                       const RemovalRequest& request);
/// The same for a seat that is given up in a reassignment: `after` are the seats after all of it.
Reasons refuse_giving_up(const Question& question, const ChangedSeats& seats,
                         const RemovalRequest& request, const ChangedSeats& after);

/// What is left of `seats`, which must outlive it, without the user's seats of the modules.
ChangedSeats without(const ChangedSeats& seats, const std::vector<std::string>& modules,
                     const std::string& user);

}  // namespace commands::decide
