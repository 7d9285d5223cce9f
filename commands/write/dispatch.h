#pragma once

#include "commands/command.h"
#include "commands/decision.h"
#include "commands/write/world.h"

namespace commands::write {

/// Finds the license that the command is about and calls the function of its verb. `if_match`: the
/// revision that the license must be at.
ledger::Result<Decision> decide(World& world, const Command& command,
                                std::optional<ledger::Revision> if_match);

}  // namespace commands::write
