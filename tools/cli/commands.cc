#include "tools/cli/commands.h"

#include <array>

namespace tools::cli {

// Each is defined in the file of its name.
using Add = void(CLI::App& command, int& exit_code);
Add add_import, add_export, add_status, add_explain, add_history, add_seats;
Add add_verify, add_restore, add_replay, add_token, add_inbox;

std::span<const Subcommand> subcommands() {
  static constexpr std::array all{
      Subcommand{"import", "Import events, one CloudEvent per line; safe to repeat", add_import},
      Subcommand{"export", "Export events in log order: the whole history, or a part of it",
                 add_export},
      Subcommand{"status", "Show a license on one screen: in force, in use, free, pending",
                 add_status},
      Subcommand{"explain", "Explain why a license cannot be activated, and who can resolve it",
                 add_explain},
      Subcommand{"history", "List every event of a license: when, by whom, what happened",
                 add_history},
      Subcommand{"seats", "List the seats of a license, by module", add_seats},
      Subcommand{"verify", "Rehash the log and compare it with its tree, checkpoints and receipts",
                 add_verify},
      Subcommand{"restore", "Continue from an older log than was signed, such as a backup",
                 add_restore},
      Subcommand{"replay", "Rebuild everything from the log and compare it with what is stored",
                 add_replay},
      Subcommand{"token", "Create, list, rotate and revoke tokens for the server", add_token},
      Subcommand{"inbox", "Handle Stripe events that are not in the ledger: see docs/stripe.md",
                 add_inbox}};
  return all;
}

void add(const Subcommand& subcommand, CLI::App& program, int& exit_code) {
  subcommand.add(*program.add_subcommand(subcommand.name, subcommand.description), exit_code);
}

}  // namespace tools::cli
