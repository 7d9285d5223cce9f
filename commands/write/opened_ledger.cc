#include "commands/write/opened_ledger.h"

#include <filesystem>

#include "commands/live/derived_format.h"
#include "ledger/proof/log_check.h"
#include "ledger/proof/readable_log.h"

namespace commands::write {
namespace {

/// The log and the tree over it, which must begin with what was last signed.
ledger::Result<void> open_log(const ledger::proof::LogFiles& files, bool read_only,
                              const OpenOptions& options, OpenedLedger& opened) {
  std::error_code error;
  if (!read_only && std::filesystem::exists(files.vkey(), error)) {
    // A log that is refused must stay as it is, so that the cause can be found. RocksDB, opened for
    // writing, deletes each file that an altered manifest does not name, and each log it has read.
    LEDGER_RETURN_IF_FAILED(ledger::proof::open_for_reading(files));
  }
  if (read_only) {
    LEDGER_ASSIGN_OR_RETURN(auto log, ledger::proof::open_for_reading(files));
    opened.store = std::move(log.store);
    opened.tree = std::move(log.tree);
  } else {
    LEDGER_ASSIGN_OR_RETURN(opened.store, ledger::Store::open({.directory = files.log(),
                                                               .memory = opened.memory.store}));
    opened.tree = std::make_unique<ledger::proof::Tree>(*opened.store);
    LEDGER_RETURN_IF_FAILED(opened.tree->open());
    LEDGER_ASSIGN_OR_RETURN(opened.checkpointer,
                            ledger::proof::Checkpointer::open(files, options.origin, *opened.tree));
  }
  if (options.check_threads == 0) return ledger::ok;
  return ledger::proof::check_log(*opened.store, *opened.tree, {.threads = options.check_threads});
}

ledger::Result<OpenedLedger> open_checked(const std::string& directory, bool read_only,
                                          const OpenOptions& options) {
  std::error_code error;
  if (!read_only) {
    std::filesystem::create_directories(directory, error);
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  }
  OpenedLedger opened{.memory = ledger::MemoryShares::of(options.memory)};
  const ledger::proof::LogFiles files{.directory = directory, .key_path = options.key_path};
  LEDGER_RETURN_IF_FAILED(open_log(files, read_only, options, opened));
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
  OpenedLedger opened{.memory = ledger::MemoryShares::of(options.memory)};
  LEDGER_ASSIGN_OR_RETURN(opened.store, ledger::Store::open({.directory = files.log(),
                                                             .read_only = true,
                                                             .memory = opened.memory.store}));
  return opened;
}

ledger::Result<void> catch_up(OpenedLedger& opened) {
  opened.state.reset();
  opened.streams =
      std::make_unique<ledger::StreamCache>(*opened.store, opened.memory.decoded_events);
  opened.directory = std::make_unique<ledger::Directory>(*opened.store);
  opened.state = std::make_unique<live::WriterState>(*opened.store, *opened.streams,
                                                     *opened.directory, opened.memory.live_events);
  if (opened.checkpointer == nullptr) return opened.state->open(nullptr);
  return opened.state->open(
      [&](live::ToSave& to_save) { return live::write_saved(*opened.store, to_save); });
}

ledger::Result<void> rebuild_derived(OpenedLedger& opened) {
  LEDGER_RETURN_IF_FAILED(opened.store->drop_derived());
  LEDGER_RETURN_IF_FAILED(catch_up(opened));
  LEDGER_ASSIGN_OR_RETURN(auto to_save, opened.state->save());
  LEDGER_RETURN_IF_FAILED(opened.state->complete(to_save));
  LEDGER_RETURN_IF_FAILED(live::write_saved(*opened.store, to_save));
  opened.state->saved();
  return opened.store->flush_derived();
}

ledger::Result<OpenedLedger> open_ledger(const std::string& directory, bool read_only,
                                         const OpenOptions& options) {
  LEDGER_ASSIGN_OR_RETURN(auto opened, open_checked(directory, read_only, options));
  auto caught_up = catch_up(opened);
  if (!caught_up && caught_up.error().kind == ledger::FailureKind::invalid && !read_only) {
    LEDGER_RETURN_IF_FAILED(opened.store->drop_derived());
    caught_up = catch_up(opened);
  }
  LEDGER_RETURN_IF_FAILED(caught_up);
  return opened;
}

}  // namespace commands::write
