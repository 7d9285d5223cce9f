#include <fmt/format.h>

#include "tools/cli/commands.h"
#include "tools/daemon/commands.h"
#include "tools/log/log.h"

int main(int argc, char** argv) {
  // What is logged goes to standard error: standard output is for answers.
  tools::log::start_log(tools::log::LogFormat::text, tools::log::LogLevel::info);

  CLI::App program{
      "License Ledger: what was licensed, why an activation is blocked, and proof of it.",
      "license-ledger"};
  program.set_version_flag("--version", LICENSE_LEDGER_VERSION);
  program.require_subcommand(1);
  int exit_code = 0;
  using namespace tools::cli;
  tools::daemon::add_serve(program, exit_code);
  add_import(program, exit_code);
  add_export(program, exit_code);
  add_status(program, exit_code);
  add_explain(program, exit_code);
  add_history(program, exit_code);
  add_seats(program, exit_code);
  add_verify(program, exit_code);
  add_restore(program, exit_code);
  add_replay(program, exit_code);
  add_token(program, exit_code);
  add_inbox(program, exit_code);
  tools::daemon::add_witness(program, exit_code);
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
