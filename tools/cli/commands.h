#pragma once

#include <CLI/CLI.hpp>
#include <span>

namespace tools::cli {

/// A subcommand of the program. `add` declares its options; its callback sets the exit code:
/// 0 done, 1 refused or found wrong, 2 wrong usage or bad input.
struct Subcommand {
  const char* name;
  const char* description;
  void (*add)(CLI::App& command, int& exit_code);
};

/// All but those that run a server, in the order of --help.
std::span<const Subcommand> subcommands();

void add(const Subcommand& subcommand, CLI::App& program, int& exit_code);

}  // namespace tools::cli
