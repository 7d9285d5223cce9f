#include <boost/json.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>

#include "ledger/bytes.h"
#include "ledger/codec.h"
#include "ledger/proof/receipt.h"
#include "ledger/proof/tree.h"
#include "tools/cli/verify_log.h"
#include "tools/wire/event_json.h"
#include "tools/wire/json_read.h"

namespace tools::cli {
namespace {

namespace json = boost::json;

/// Checks the lines of an export in order, and caches what they share.
class ExportCheck {
 public:
  ExportCheck(const ledger::proof::NoteKey& log, VerifyReport& report)
      : log_(log), report_(report) {}

  /// Empty, or what is wrong with the line.
  std::string check_line(const std::string& text) {
    boost::system::error_code error;
    json::value value = json::parse(text, error);
    if (error || !value.is_object()) return "the line is not a JSON object";
    json::object& line = value.get_object();
    const auto record = ledger::from_base64(wire::text_in(line, "record"));
    if (!record || record->empty()) {
      return "the line has no record: it was exported without --proofs";
    }
    const auto event = ledger::decode(ledger::bytes_of(*record));
    if (!event) return "the record cannot be read: " + event.error().detail;
    report_.position = event->position.value;
    const std::string receipt_text = wire::text_in(line, "receipt");
    line.erase("record");
    line.erase("receipt");
    if (value != json::value(wire::event_json(*event))) {
      return "the line does not match its record";
    }
    if (receipt_text.empty()) return "the event has no receipt: it is newer than the checkpoint";
    auto what = check_receipt(*event, *record, receipt_text);
    if (what.empty()) append_to_tree(*event, *record);
    return what;
  }

  /// After the last line: a whole history must give the signed root.
  std::string finish() {
    report_.whole = whole_ && checkpoint_ && edge_.size() == checkpoint_->checkpoint.head.size;
    report_.checkpoint = checkpoint_;
    if (!report_.whole) return "";
    report_.head = edge_.head();
    return edge_.root() == checkpoint_->checkpoint.head.root
               ? ""
               : "the records do not give the signed root";
  }

 private:
  std::string check_receipt(const ledger::RecordedEvent& event, const std::string& record,
                            const std::string& receipt_text) {
    const auto receipt = ledger::proof::Receipt::parse(receipt_text);
    if (!receipt) return receipt.error().detail;
    if (receipt->position != event.position) return "the receipt is for another position";
    // Nearly all lines have the same checkpoint, so its signature is checked once.
    if (receipt->checkpoint != checkpoint_text_) {
      auto checkpoint = ledger::proof::open_checkpoint(receipt->checkpoint, log_);
      if (!checkpoint) return checkpoint.error().detail;
      checkpoint_ = std::move(*checkpoint);
      checkpoint_text_ = receipt->checkpoint;
    }
    const auto verified =
        ledger::proof::verify_receipt(*receipt, ledger::bytes_of(record), checkpoint_->checkpoint);
    return verified ? "" : verified.error().detail;
  }

  void append_to_tree(const ledger::RecordedEvent& event, const std::string& record) {
    ++report_.events;
    ++report_.receipts;
    if (event.position.value != edge_.size()) whole_ = false;
    if (!whole_) return;
    edge_.append(ledger::proof::leaf_hash(ledger::bytes_of(record)),
                 [](unsigned, std::uint64_t, const std::vector<ledger::Digest>&) {});
  }

  const ledger::proof::NoteKey& log_;
  VerifyReport& report_;
  std::optional<ledger::proof::SignedCheckpoint> checkpoint_;
  std::string checkpoint_text_;
  ledger::proof::TreeEdge edge_;
  bool whole_ = true;
};

}  // namespace

sources::CommandResult<VerifyReport> verify_export(const std::string& path,
                                                   const VerifyInputs& inputs,
                                                   const VerifyProgress& progress) {
  if (!inputs.log) {
    return sources::bad_usage(
        "--export needs --vkey: the key of the log, from a source that you trust");
  }
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  std::ifstream file{path, std::ios::binary};
  if (error || !file) return sources::bad_usage(fmt::format("--export: cannot read {}", path));

  VerifyReport report{.log = inputs.log};
  ExportCheck check{*inputs.log, report};
  std::string line;
  std::uint64_t read = 0;
  for (std::uint64_t number = 1; std::getline(file, line); ++number) {
    read += line.size() + 1;
    if (const auto what = check.check_line(line); !what.empty()) {
      report.wrong = fmt::format("line {}: {}", number, what);
      return report;
    }
    if (number % 1024 == 0) progress(read, size);
  }
  report.position.reset();
  report.wrong = check.finish();
  return report;
}

}  // namespace tools::cli
