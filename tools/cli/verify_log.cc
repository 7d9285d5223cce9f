#include "tools/cli/verify_log.h"

#include <fmt/format.h>

#include "ledger/files.h"
#include "ledger/proof/log_check.h"
#include "ledger/proof/readable_log.h"
#include "ledger/proof/receipt.h"
#include "tools/cli/sources/retry_open.h"

namespace tools::cli {
namespace {

Verified wrong(Verified verified, std::string what,
               std::optional<std::uint64_t> position = std::nullopt) {
  verified.wrong = std::move(what);
  verified.position = position;
  return verified;
}

/// An earlier checkpoint must be of a tree that this one begins with.
std::string wrong_with(const ledger::proof::Tree& tree, const ledger::proof::Checkpoint& earlier) {
  const auto same = ledger::proof::compare(tree, earlier);
  return same ? "" : same.error().detail;
}

/// A receipt is good when its checkpoint is the log's, the log has grown out of it, and the record
/// that the log has at its position is the one it is for.
std::string wrong_with(const ledger::proof::ReadableLog& log, const ledger::proof::Receipt& receipt,
                       const ledger::proof::NoteKey& key) {
  const auto checkpoint = ledger::proof::open_checkpoint(receipt.checkpoint, key);
  if (!checkpoint) return checkpoint.error().detail;
  if (auto what = wrong_with(*log.tree, checkpoint->checkpoint); !what.empty()) return what;
  const auto record = log.store->record(receipt.position);
  if (!record) return record.error().detail;
  const auto verified = ledger::proof::verify_receipt(
      receipt, {reinterpret_cast<const std::uint8_t*>(record->data()), record->size()},
      checkpoint->checkpoint);
  return verified ? "" : verified.error().detail;
}

}  // namespace

sources::Answer<std::vector<ledger::proof::Checkpoint>> open_checkpoints(
    const std::vector<std::string>& paths, const ledger::proof::NoteKey& log) {
  std::vector<ledger::proof::Checkpoint> opened;
  for (const auto& path : paths) {
    const auto text = ledger::read_file(path);
    if (!text) return sources::bad_usage(fmt::format("--checkpoint: there is no file {}", path));
    auto checkpoint = ledger::proof::open_checkpoint(*text, log);
    if (!checkpoint) {
      auto trouble = sources::failed(ledger::fail(
          checkpoint.error().kind, fmt::format("{}: {}", path, checkpoint.error().detail)));
      trouble.exit_code = sources::exit_refused;  // found wrong, not badly asked
      return trouble;
    }
    opened.push_back(std::move(checkpoint->checkpoint));
  }
  return opened;
}

sources::Answer<Verified> verify_log(const std::string& directory, const Known& known,
                                     unsigned threads, const VerifyProgress& progress) {
  Verified verified{.log = known.log};
  const auto log = sources::open_beside_a_server(
      [&] { return ledger::proof::open_for_reading({.directory = directory, .key_path = {}}); });
  if (!log) {
    if (log.error().kind == ledger::FailureKind::corrupt)
      return wrong(verified, log.error().detail);
    return sources::failed(log.error());
  }
  verified.checkpoint = log->checkpoint;
  if (!verified.log) verified.log = log->key;
  if (!verified.log) return wrong(verified, "nothing tells who signed the log: give --vkey");
  if (log->checkpoint) {
    // Read with the directory's own key: now with the auditor's.
    const auto opened = ledger::proof::open_checkpoint(log->checkpoint->to_text(), *verified.log);
    if (!opened) return wrong(verified, opened.error().detail);
  }
  const std::uint64_t total = log->tree->head().size;
  const auto checked = ledger::proof::check_whole_log(
      *log->store, *log->tree,
      {.threads = threads, .progress = [&](std::uint64_t done) { progress(done, total); }});
  if (checked.finding) {
    return wrong(verified, checked.finding->what, checked.finding->position.value);
  }
  verified.head = checked.head;
  verified.events = checked.head.size;

  const auto earlier = open_checkpoints(known.checkpoints, *verified.log);
  if (!earlier) return earlier.error();
  for (const auto& checkpoint : *earlier) {
    if (auto what = wrong_with(*log->tree, checkpoint); !what.empty()) return wrong(verified, what);
  }
  verified.checkpoints = earlier->size();
  for (const auto& path : known.receipts) {
    const auto text = ledger::read_file(path);
    if (!text) return sources::bad_usage(fmt::format("--receipt: there is no file {}", path));
    const auto receipt = ledger::proof::Receipt::parse(*text);
    if (!receipt) return wrong(verified, fmt::format("{}: {}", path, receipt.error().detail));
    const auto what = wrong_with(*log, *receipt, *verified.log);
    if (!what.empty()) {
      return wrong(verified, fmt::format("{}: {}", path, what), receipt->position.value);
    }
  }
  verified.receipts = known.receipts.size();
  return verified;
}

}  // namespace tools::cli
