#pragma once

#include "commands/command.h"
#include "commands/decision.h"
#include "commands/live/writer_state.h"

namespace commands::write {

/// Finds the license that the command is about and calls the function of its verb. `if_match`: the
/// revision that the license must be at.
ledger::Result<Decision> decide(live::WriterState& state, const Command& command,
                                std::optional<ledger::Revision> if_match);

/// The licenses that the command is decided on, as far as they are known.
ledger::Result<std::vector<std::string>> licenses_of(const live::WriterState& state,
                                                     const Command& command);

}  // namespace commands::write
