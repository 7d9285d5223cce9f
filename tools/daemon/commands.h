#pragma once

#include <CLI/CLI.hpp>

/// The subcommands that run a server: see tools/cli/commands.h.
namespace tools::daemon {

void add_serve(CLI::App& program, int& exit_code);
void add_witness(CLI::App& program, int& exit_code);

}  // namespace tools::daemon
