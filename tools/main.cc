#include <fmt/format.h>

#include "tools/cli/commands.h"
#include "tools/daemon/commands.h"
#include "tools/log/log.h"

int main(int argc, char** argv) {
  // The log goes to standard error: standard output is for results.
  tools::log::start_log(tools::log::LogFormat::text, tools::log::LogLevel::info);

  CLI::App program{
      "License Ledger: what was licensed, why an activation is blocked, and proof of it.",
      "license-ledger"};
  program.set_version_flag("--version", LICENSE_LEDGER_VERSION);
  program.require_subcommand(1);
  int exit_code = 0;
  tools::cli::add(tools::daemon::serve_command, program, exit_code);
  for (const auto& subcommand : tools::cli::subcommands()) {
    tools::cli::add(subcommand, program, exit_code);
  }
  tools::cli::add(tools::daemon::witness_command, program, exit_code);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "license-ledger: {}\n", error.what());
    return 2;
  }
  return exit_code;
}
