#include "commands/write/opened_ledger.h"

#include <filesystem>

#include "ledger/proof/log_check.h"
#include "ledger/proof/readable_log.h"

namespace commands::write {
namespace {

/// The log and the tree over it, which must begin with what was last signed.
ledger::Result<void> open_log(const ledger::proof::LogFiles& files, bool read_only,
                              const OpenOptions& options, OpenedLedger& opened) {
  std::error_code error;
  if (!read_only && std::filesystem::exists(files.vkey(), error)) {
    // A log that is refused stays as it is, for whoever finds out why. RocksDB, opened for writing,
    // throws away each file that an altered manifest does not name, and each log it has read.
    const auto untouched = ledger::proof::open_for_reading(files);
    if (!untouched) return untouched.error();
  }
  if (read_only) {
    auto log = ledger::proof::open_for_reading(files);
    if (!log) return log.error();
    opened.store = std::move(log->store);
    opened.tree = std::move(log->tree);
  } else {
    auto store = ledger::Store::open({.directory = files.log()});
    if (!store) return store.error();
    opened.store = std::move(*store);
    opened.tree = std::make_unique<ledger::proof::Tree>(*opened.store);
    if (const auto tree = opened.tree->open(); !tree) return tree;
    auto checkpointer = ledger::proof::Checkpointer::open(files, options.origin, *opened.tree);
    if (!checkpointer) return checkpointer.error();
    opened.checkpointer = std::move(*checkpointer);
  }
  if (options.check_threads == 0) return boost::system::in_place_value;
  return ledger::proof::check_log(*opened.store, *opened.tree, {.threads = options.check_threads});
}

ledger::Result<OpenedLedger> open_checked(const std::string& directory, bool read_only,
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
  return opened;
}

}  // namespace

ledger::Result<OpenedLedger> open_store(const std::string& directory, bool read_only,
                                        const OpenOptions& options) {
  if (!read_only) return open_checked(directory, read_only, options);
  const ledger::proof::LogFiles files{.directory = directory, .key_path = options.key_path};
  std::error_code error;
  if (!std::filesystem::exists(files.log() + "/CURRENT", error)) {
    return ledger::fail(ledger::FailureKind::not_found, "there is no ledger in " + directory);
  }
  auto store = ledger::Store::open({.directory = files.log(), .read_only = true});
  if (!store) return store.error();
  OpenedLedger opened;
  opened.store = std::move(*store);
  return opened;
}

ledger::Result<void> catch_up(OpenedLedger& opened) {
  opened.world.reset();
  opened.streams = std::make_unique<ledger::StreamCache>(*opened.store);
  opened.directory = std::make_unique<projections::Directory>();
  opened.world = std::make_unique<World>(*opened.store, *opened.streams, *opened.directory);
  return opened.world->open();
}

ledger::Result<void> rebuild_derived(OpenedLedger& opened) {
  if (const auto dropped = opened.store->drop_derived(); !dropped) return dropped.error();
  if (const auto caught_up = catch_up(opened); !caught_up) return caught_up.error();
  auto entries = opened.world->save();
  if (opened.world->failure()) return *opened.world->failure();
  opened.world->complete(entries);
  if (const auto written = opened.store->write_derived(entries); !written) return written.error();
  opened.world->saved();
  return opened.store->flush_derived();
}

ledger::Result<OpenedLedger> open_ledger(const std::string& directory, bool read_only,
                                         const OpenOptions& options) {
  auto opened = open_checked(directory, read_only, options);
  if (!opened) return opened.error();
  auto caught_up = catch_up(*opened);
  if (!caught_up && caught_up.error().kind == ledger::FailureKind::invalid && !read_only) {
    if (const auto dropped = opened->store->drop_derived(); !dropped) return dropped.error();
    caught_up = catch_up(*opened);
  }
  if (!caught_up) return caught_up.error();
  return opened;
}

}  // namespace commands::write
