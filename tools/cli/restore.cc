#include "commands/write/restore.h"

#include <boost/json.hpp>
#include <fmt/format.h>

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

sources::CommandResult<int> restore(const RestoreOptions& options) {
  constexpr std::size_t max_reason_bytes = 1000;
  if (!options.accept_older) {
    return sources::bad_usage(
        "--accept-older is required: what was signed after this log is permanently lost");
  }
  if (options.reason.empty() || options.reason.size() > max_reason_bytes) {
    return sources::bad_usage("--reason must have 1 to 1000 bytes");
  }
  const auto restored = commands::write::accept_older_log({.directory = options.data,
                                                           .key_path = options.log_key,
                                                           .origin = options.origin,
                                                           .reason = options.reason,
                                                           .actor = "operator:restore"});
  if (!restored) {
    sources::CommandError error = restored.error();
    error.exit_code = sources::exit_refused;
    return error;
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
  fmt::print("The ledger continues with {} events; the last one records the restore.\n",
             now.head.size);
  if (restored->signed_size >= now.head.size) {
    fmt::print("Lost: the events at positions {} to {}.\n", now.head.size - 1,
               restored->signed_size - 1);
  }
  fmt::print("Its origin is now {}, no longer {}: give auditors and witnesses the new key.\n",
             now.origin, restored->origin_before);
  return sources::exit_done;
}

}  // namespace

void add_restore(CLI::App& command, int& exit_code) {
  auto options = std::make_shared<RestoreOptions>();
  command.add_option("--data", options->data, "Data directory with the older log in it")
      ->required()
      ->type_name("DIR");
  command.add_flag("--accept-older", options->accept_older,
                   "Confirm that what was signed after this log is permanently lost");
  command.add_option("--reason", options->reason, "Why; recorded as an event")
      ->required()
      ->type_name("TEXT");
  command
      .add_option("--origin", options->origin,
                  "Name under which checkpoints are signed from now on; default: the previous name "
                  "with a number")
      ->type_name("NAME");
  command.add_option("--log-key", options->log_key, "As for serve")->type_name("FILE");
  command.add_flag("--json", options->json, "Print JSON");
  command.callback(
      [options, &exit_code] { exit_code = exit_code_of(restore(*options), options->json); });
}

}  // namespace tools::cli
