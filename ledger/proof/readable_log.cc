#include "ledger/proof/readable_log.h"

#include <filesystem>

namespace ledger::proof {

Result<ReadableLog> open_for_reading(const LogFiles& files) {
  std::error_code error;
  if (!std::filesystem::exists(files.log() + "/CURRENT", error)) {
    return fail(FailureKind::not_found, "there is no ledger in " + files.directory);
  }
  ReadableLog opened;
  // Before the records: a server beside us may sign more meanwhile.
  auto key = read_log_key(files);
  if (!key) return key.error();
  opened.key = std::move(*key);
  if (opened.key) {
    auto checkpoint = read_checkpoint(files, *opened.key);
    if (!checkpoint) return checkpoint.error();
    opened.checkpoint = std::move(*checkpoint);
  }
  auto store = Store::open({.directory = files.log(), .read_only = true});
  if (!store) return store.error();
  opened.store = std::move(*store);
  opened.tree = std::make_unique<Tree>(*opened.store);
  if (const auto tree = opened.tree->open(); !tree) return tree.error();
  if (!opened.checkpoint) return opened;
  const auto same = compare(*opened.tree, opened.checkpoint->checkpoint);
  if (!same) return same.error();
  return opened;
}

}  // namespace ledger::proof
