#include "ledger/proof/readable_log.h"

#include <filesystem>

#include "ledger/proof/checkpointer.h"

namespace ledger::proof {

Result<ReadableLog> open_for_reading(const LogFiles& files) {
  std::error_code error;
  if (!std::filesystem::exists(files.log() + "/CURRENT", error)) {
    return fail(FailureKind::not_found, "there is no ledger in " + files.directory);
  }
  ReadableLog opened;
  // Before the records: a running server may sign more meanwhile.
  LEDGER_ASSIGN_OR_RETURN(opened.key, read_log_key(files));
  if (opened.key) {
    LEDGER_ASSIGN_OR_RETURN(opened.checkpoint, read_checkpoint(files, *opened.key));
  }
  LEDGER_ASSIGN_OR_RETURN(opened.store, Store::open({.directory = files.log(), .read_only = true}));
  opened.tree = std::make_unique<Tree>(*opened.store);
  LEDGER_RETURN_IF_FAILED(opened.tree->open());
  if (opened.checkpoint) {
    LEDGER_RETURN_IF_FAILED(compare(*opened.tree, opened.checkpoint->checkpoint));
  }
  return opened;
}

}  // namespace ledger::proof
