#pragma once

#include "tools/cli/commands.h"

/// The subcommands that run a server.
namespace tools::daemon {

extern const cli::Subcommand serve_command;
extern const cli::Subcommand witness_command;

}  // namespace tools::daemon
