#include "tools/cli/verify_log.h"

#include <fmt/format.h>

#include "ledger/bytes.h"
#include "ledger/files.h"
#include "ledger/proof/checkpointer.h"
#include "ledger/proof/log_check.h"
#include "ledger/proof/readable_log.h"
#include "ledger/proof/receipt.h"

namespace tools::cli {
namespace {

/// Empty, or why the earlier checkpoint is not of a tree that this one begins with.
std::string wrong_with(const ledger::proof::Tree& tree, const ledger::proof::Checkpoint& earlier) {
  const auto same = ledger::proof::compare(tree, earlier);
  return same ? "" : to_text(same.error());
}

/// Empty, or why the receipt is not good: its checkpoint must be the log's, the log must have grown
/// from it, and the record at its position must be the one it was issued for.
std::string wrong_with(const ledger::proof::ReadableLog& log, const ledger::proof::Receipt& receipt,
                       const ledger::proof::NoteKey& key) {
  const auto checkpoint = ledger::proof::open_checkpoint(receipt.checkpoint, key);
  if (!checkpoint) return checkpoint.error().detail;
  if (auto what = wrong_with(*log.tree, checkpoint->checkpoint); !what.empty()) return what;
  const auto record = log.store->record(receipt.position);
  if (!record) return to_text(record.error());
  const auto verified =
      ledger::proof::verify_receipt(receipt, ledger::bytes_of(*record), checkpoint->checkpoint);
  return verified ? "" : verified.error().detail;
}

/// Checks an opened log, step by step until something is wrong; that is then in the report.
class LogCheck {
 public:
  LogCheck(const ledger::proof::ReadableLog& log, const VerifyInputs& inputs)
      : log_(log), inputs_(inputs) {
    report_.checkpoint = log.checkpoint;
    report_.log = inputs.log ? inputs.log : log.key;
  }

  sources::CommandResult<VerifyReport> run(unsigned threads, const VerifyProgress& progress) {
    if (!report_.log) return wrong("the key that signed the log is not known: give --vkey");
    if (log_.checkpoint) {
      // It was read with the directory's own key: check it with the auditor's.
      const auto opened = ledger::proof::open_checkpoint(log_.checkpoint->to_text(), *report_.log);
      if (!opened) return wrong(opened.error().detail);
    }
    rehash(threads, progress);
    if (report_.wrong.empty()) LEDGER_RETURN_IF_FAILED(check_earlier_checkpoints());
    if (report_.wrong.empty()) LEDGER_RETURN_IF_FAILED(check_receipts());
    return report_;
  }

 private:
  const VerifyReport& wrong(std::string what, std::optional<std::uint64_t> position = {}) {
    report_.wrong = std::move(what);
    report_.position = position;
    return report_;
  }

  void rehash(unsigned threads, const VerifyProgress& progress) {
    const std::uint64_t total = log_.tree->head().size;
    const auto checked = ledger::proof::check_whole_log(
        *log_.store, *log_.tree,
        {.threads = threads, .progress = [&](std::uint64_t done) { progress(done, total); }});
    if (checked.finding) {
      wrong(checked.finding->what, checked.finding->position.value);
      return;
    }
    report_.head = checked.head;
    report_.events = checked.head.size;
  }

  sources::CommandResult<void> check_earlier_checkpoints() {
    LEDGER_ASSIGN_OR_RETURN(const auto earlier,
                            open_checkpoints(inputs_.checkpoints, *report_.log));
    for (const auto& checkpoint : earlier) {
      if (auto what = wrong_with(*log_.tree, checkpoint); !what.empty()) {
        wrong(std::move(what));
        return ledger::ok;
      }
    }
    report_.checkpoints = earlier.size();
    return ledger::ok;
  }

  sources::CommandResult<void> check_receipts() {
    for (const auto& path : inputs_.receipts) {
      const auto text = ledger::read_file(path);
      if (!text) return sources::bad_usage(fmt::format("--receipt: there is no file {}", path));
      const auto receipt = ledger::proof::Receipt::parse(*text);
      if (!receipt) {
        wrong(fmt::format("{}: {}", path, receipt.error().detail));
        return ledger::ok;
      }
      const auto what = wrong_with(log_, *receipt, *report_.log);
      if (!what.empty()) {
        wrong(fmt::format("{}: {}", path, what), receipt->position.value);
        return ledger::ok;
      }
    }
    report_.receipts = inputs_.receipts.size();
    return ledger::ok;
  }

  const ledger::proof::ReadableLog& log_;
  const VerifyInputs& inputs_;
  VerifyReport report_;
};

}  // namespace

sources::CommandResult<std::vector<ledger::proof::Checkpoint>> open_checkpoints(
    const std::vector<std::string>& paths, const ledger::proof::NoteKey& log) {
  std::vector<ledger::proof::Checkpoint> opened;
  for (const auto& path : paths) {
    const auto text = ledger::read_file(path);
    if (!text) return sources::bad_usage(fmt::format("--checkpoint: there is no file {}", path));
    auto checkpoint = ledger::proof::open_checkpoint(*text, log);
    if (!checkpoint) {
      sources::CommandError error = ledger::fail(
          checkpoint.error().kind, fmt::format("{}: {}", path, checkpoint.error().detail));
      error.exit_code = sources::exit_refused;  // found wrong, not wrongly used
      return error;
    }
    opened.push_back(std::move(checkpoint->checkpoint));
  }
  return opened;
}

sources::CommandResult<VerifyReport> verify_log(const std::string& directory,
                                                const VerifyInputs& inputs, unsigned threads,
                                                const VerifyProgress& progress) {
  const auto log = ledger::proof::open_for_reading({.directory = directory});
  if (log) return LogCheck{*log, inputs}.run(threads, progress);
  if (log.error().kind != ledger::FailureKind::corrupt) return log.error();
  return VerifyReport{.log = inputs.log, .wrong = to_text(log.error())};
}

}  // namespace tools::cli
