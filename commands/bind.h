#pragma once

#include "commands/command.h"
#include "commands/decision.h"

namespace commands {

/// Binds an installation to a serial number. `bound_serial`: the serial number that the
/// installation has now, empty for none.
Decision bind_installation(const Situation& situation, const BindInstallation& command,
                           const std::string& bound_serial);

/// Releases the installation from `from` and binds it to `to`, carrying its seats.
Decision change_serial(const Situation& from, const Situation& to, const ChangeSerial& command);

/// A carried seat takes room in the record of the binding, which is limited; more than these travel
/// as removals and assignments of the same step.
inline constexpr std::size_t max_carried_seats = 400;

}  // namespace commands
