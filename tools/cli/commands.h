#pragma once

#include <CLI/CLI.hpp>

/// The subcommands, one file each. Each adds itself to the program; its callback leaves the exit
/// code in `exit_code`: 0 done, 1 refused or found wrong, 2 usage or bad input.
namespace tools::cli {

void add_import(CLI::App& program, int& exit_code);
void add_export(CLI::App& program, int& exit_code);
void add_status(CLI::App& program, int& exit_code);
void add_explain(CLI::App& program, int& exit_code);
void add_history(CLI::App& program, int& exit_code);
void add_seats(CLI::App& program, int& exit_code);
void add_restore(CLI::App& program, int& exit_code);
void add_verify(CLI::App& program, int& exit_code);
void add_replay(CLI::App& program, int& exit_code);
void add_token(CLI::App& program, int& exit_code);
void add_inbox(CLI::App& program, int& exit_code);

}  // namespace tools::cli
