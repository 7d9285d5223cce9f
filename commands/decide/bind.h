#pragma once

#include "commands/command.h"
#include "commands/decision.h"

namespace commands::decide {

/// Binds an installation to a serial number. `other`: the license that the installation is bound to
/// now, if that is another one; null otherwise.
Decision bind_installation(const Situation& situation, const BindInstallation& command,
                           const License* other);

/// Releases the installation from `from` and binds it to `to`, carrying its seats.
Decision change_serial(const Situation& from, const Situation& to, const ChangeSerial& command);

/// The record of a binding has limited room for the seats that it carries. Seats beyond these
/// limits, the second of which is in bytes of names, move as removals and assignments of the same
/// step.
inline constexpr std::size_t max_carried_seats = 400;
inline constexpr std::size_t max_carried_bytes = 30'000;

}  // namespace commands::decide
