#include "commands/write/restore.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/cli/commands.h"
#include "tools/cli/question_options.h"
#include "tools/cli/sources/command_error.h"

namespace tools::cli {
namespace {

struct RestoreOptions {
  std::string data;
  std::string log_key;
  std::string origin;
  std::string reason;
  bool accept_older = false;
  bool json = false;
};

int restore(const RestoreOptions& options) {
  constexpr std::size_t longest_reason = 1000;
  if (!options.accept_older) {
    return tell(
        sources::bad_usage("say --accept-older: what was signed after this log is lost for good"),
        options.json);
  }
  if (options.reason.empty() || options.reason.size() > longest_reason) {
    return tell(sources::bad_usage("--reason must be a text of 1 to 1000 bytes"), options.json);
  }
  const auto restored = commands::write::accept_older_log({.directory = options.data,
                                                           .key_path = options.log_key,
                                                           .origin = options.origin,
                                                           .reason = options.reason,
                                                           .actor = "operator:restore"});
  if (!restored) {
    auto trouble = sources::failed(restored.error());
    trouble.exit_code = sources::exit_refused;
    return tell(trouble, options.json);
  }
  const auto& now = restored->now;
  if (options.json) {
    print_json({{"origin_before", restored->origin_before},
                {"signed_size", restored->signed_size},
                {"origin", now.origin},
                {"tree_size", now.head.size},
                {"root", ledger::base64(now.head.root)}});
    return sources::exit_done;
  }
  fmt::print("The ledger goes on with {} events, the last of which says that it was restored.\n",
             now.head.size);
  if (restored->signed_size >= now.head.size) {
    fmt::print("Lost: what stood at positions {} to {}.\n", now.head.size - 1,
               restored->signed_size - 1);
  }
  fmt::print("It is known as {} now, no longer as {}: give auditors and witnesses the new key.\n",
             now.origin, restored->origin_before);
  return sources::exit_done;
}

}  // namespace

void add_restore(CLI::App& program, int& exit_code) {
  auto options = std::make_shared<RestoreOptions>();
  CLI::App* command = program.add_subcommand(
      "restore", "Have the ledger go on from an older log than was signed, such as a backup");
  command->add_option("--data", options->data, "The data directory with the older log in it")
      ->required()
      ->type_name("DIR");
  command->add_flag("--accept-older", options->accept_older,
                    "What was signed after this log is lost for good");
  command->add_option("--reason", options->reason, "Why; it is recorded as an event")
      ->required()
      ->type_name("TEXT");
  command
      ->add_option("--origin", options->origin,
                   "Name under which checkpoints are signed from now on; else the one before with "
                   "a number")
      ->type_name("NAME");
  command->add_option("--log-key", options->log_key, "As serve has it")->type_name("FILE");
  command->add_flag("--json", options->json, "The answer for programs");
  command->callback([options, &exit_code] { exit_code = restore(*options); });
}

}  // namespace tools::cli
