#pragma once

#include "commands/command.h"
#include "commands/decision.h"

namespace commands::decide {

Decision assign_seat(const Situation& situation, const AssignSeat& command);
Decision remove_seat(const Situation& situation, const RemoveSeat& command);
Decision remove_user(const Situation& situation, const RemoveUser& command);

/// In order, all or nothing: the first change that is refused refuses all, with its reasons.
Decision change_seats(const Situation& situation, const ChangeSeats& command);

}  // namespace commands::decide
