#pragma once

#include "commands/command.h"
#include "commands/decision.h"
#include "commands/write/world.h"

namespace commands::write {

/// Finds what the command is about and has it decided by the function of its verb. `if_match`: the
/// revision that the client thinks the license is at.
Decision decide(World& world, const Command& command, std::optional<ledger::Revision> if_match);

}  // namespace commands::write
