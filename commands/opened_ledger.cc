#include "commands/opened_ledger.h"

#include <filesystem>

#include "ledger/log_check.h"

namespace commands {
namespace {

/// The log and the tree over it, which must begin with what was last signed.
ledger::Result<void> open_log(const std::string& directory, bool read_only,
                              const OpenOptions& options, OpenedLedger& opened) {
  const ledger::LogFiles files{.directory = directory, .key_path = options.key_path};
  // Read before the log is: a server beside us may sign more meanwhile.
  std::optional<ledger::Checkpoint> before;
  if (read_only) {
    const auto log = ledger::read_log_key(files);
    if (!log) return log.error();
    if (*log) {
      const auto checkpoint = ledger::read_checkpoint(files, **log);
      if (!checkpoint) return checkpoint.error();
      before = checkpoint->checkpoint;
    }
  }
  auto store = ledger::Store::open({.directory = directory + "/log", .read_only = read_only});
  if (!store) return store.error();
  opened.store = std::move(*store);
  opened.tree = std::make_unique<ledger::Tree>(*opened.store);
  if (const auto tree = opened.tree->open(); !tree) return tree;
  if (before) {
    if (const auto same = compare(*opened.tree, *before); !same) return same;
  }
  if (!read_only) {
    auto checkpointer = ledger::Checkpointer::open(files, options.origin, *opened.tree);
    if (!checkpointer) return checkpointer.error();
    opened.checkpointer = std::move(*checkpointer);
  }
  if (options.check_threads == 0) return boost::system::in_place_value;
  const auto checked =
      ledger::check_log(*opened.store, *opened.tree, {.threads = options.check_threads});
  if (!checked) return checked.error();
  return boost::system::in_place_value;
}

ledger::Result<void> catch_up(OpenedLedger& opened) {
  opened.histories = std::make_unique<projections::Histories>(*opened.store);
  opened.directory = std::make_unique<projections::Directory>();
  opened.world = std::make_unique<World>(*opened.store, *opened.histories, *opened.directory);
  return opened.world->open();
}

}  // namespace

ledger::Result<OpenedLedger> open_ledger(const std::string& directory, bool read_only,
                                         const OpenOptions& options) {
  std::error_code error;
  if (read_only && !std::filesystem::exists(directory + "/log/CURRENT", error)) {
    return ledger::fail(ledger::FailureKind::not_found, "there is no ledger in " + directory);
  }
  if (!read_only) {
    std::filesystem::create_directories(directory, error);
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  }
  OpenedLedger opened;
  const auto log = open_log(directory, read_only, options, opened);
  if (!log) return log.error();
  auto caught_up = catch_up(opened);
  if (!caught_up && caught_up.error().kind == ledger::FailureKind::invalid && !read_only) {
    if (const auto dropped = opened.store->drop_derived(); !dropped) return dropped.error();
    caught_up = catch_up(opened);
  }
  if (!caught_up) return caught_up.error();
  return opened;
}

}  // namespace commands
