#include "commands/opened_ledger.h"

#include <filesystem>

#include "ledger/log_check.h"
#include "ledger/readable_log.h"

namespace commands {
namespace {

/// The log and the tree over it, which must begin with what was last signed.
ledger::Result<void> open_log(const ledger::LogFiles& files, bool read_only,
                              const OpenOptions& options, OpenedLedger& opened) {
  if (read_only) {
    auto log = ledger::open_for_reading(files);
    if (!log) return log.error();
    opened.store = std::move(log->store);
    opened.tree = std::move(log->tree);
  } else {
    auto store = ledger::Store::open({.directory = files.log()});
    if (!store) return store.error();
    opened.store = std::move(*store);
    opened.tree = std::make_unique<ledger::Tree>(*opened.store);
    if (const auto tree = opened.tree->open(); !tree) return tree;
    auto checkpointer = ledger::Checkpointer::open(files, options.origin, *opened.tree);
    if (!checkpointer) return checkpointer.error();
    opened.checkpointer = std::move(*checkpointer);
  }
  if (options.check_threads == 0) return boost::system::in_place_value;
  return ledger::check_log(*opened.store, *opened.tree, {.threads = options.check_threads});
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
  if (!read_only) {
    std::filesystem::create_directories(directory, error);
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  }
  OpenedLedger opened;
  const auto log =
      open_log({.directory = directory, .key_path = options.key_path}, read_only, options, opened);
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
