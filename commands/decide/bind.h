#pragma once

#include "commands/command.h"
#include "commands/decision.h"

namespace commands::decide {

/// Binds an installation to a serial number. `other`: the license to which the installation is
/// bound now, if that is another one; null otherwise.
Decision bind_installation(const Situation& situation, const BindInstallation& command,
                           const License* other);

/// Releases the installation from `from` and binds it to `to`, carrying its seats.
Decision change_serial(const Situation& from, const Situation& to, const ChangeSerial& command);

/// Carried seats take room in the record of the binding, which is limited; more than these, or
/// than so many bytes of names, travel as removals and assignments of the same step.
inline constexpr std::size_t max_carried_seats = 400;
inline constexpr std::size_t max_carried_bytes = 30'000;

}  // namespace commands::decide
