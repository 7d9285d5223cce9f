#include "commands/opened_ledger.h"

#include <filesystem>

namespace commands {
namespace {

ledger::Result<void> catch_up(OpenedLedger& opened) {
  opened.histories = std::make_unique<projections::Histories>(*opened.store);
  opened.directory = std::make_unique<projections::Directory>();
  opened.world = std::make_unique<World>(*opened.store, *opened.histories, *opened.directory);
  return opened.world->open();
}

}  // namespace

ledger::Result<OpenedLedger> open_ledger(const std::string& directory, bool read_only) {
  std::error_code error;
  if (read_only && !std::filesystem::exists(directory + "/log/CURRENT", error)) {
    return ledger::fail(ledger::FailureKind::not_found, "there is no ledger in " + directory);
  }
  if (!read_only) {
    std::filesystem::create_directories(directory, error);
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  }
  auto store = ledger::Store::open({.directory = directory + "/log", .read_only = read_only});
  if (!store) return store.error();
  OpenedLedger opened{.store = std::move(*store)};
  auto caught_up = catch_up(opened);
  if (!caught_up && caught_up.error().kind == ledger::FailureKind::invalid && !read_only) {
    if (const auto dropped = opened.store->drop_derived(); !dropped) return dropped.error();
    caught_up = catch_up(opened);
  }
  if (!caught_up) return caught_up.error();
  return opened;
}

}  // namespace commands
