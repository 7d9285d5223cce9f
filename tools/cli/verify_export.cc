#include <boost/json.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>

#include "ledger/codec.h"
#include "ledger/proof/receipt.h"
#include "ledger/proof/tree.h"
#include "tools/cli/verify_log.h"
#include "tools/wire/event_json.h"
#include "tools/wire/json_read.h"

namespace tools::cli {
namespace {

namespace json = boost::json;

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Follows the lines of an export, and remembers what the next ones need not prove again.
class ExportCheck {
 public:
  ExportCheck(const ledger::proof::NoteKey& log, Verified& verified)
      : log_(log), verified_(verified) {}

  /// Empty, or what is wrong with the line.
  std::string take(const std::string& text) {
    boost::system::error_code error;
    json::value value = json::parse(text, error);
    if (error || !value.is_object()) return "the line is not a JSON object";
    json::object& line = value.get_object();
    const auto record = ledger::from_base64(wire::text_in(line, "record"));
    if (!record || record->empty()) {
      return "the line has no record: it was exported without --proofs";
    }
    const auto event = ledger::decode(bytes_of(*record));
    if (!event) return "the record cannot be read: " + event.error().detail;
    verified_.position = event->position.value;
    const std::string receipt_text = wire::text_in(line, "receipt");
    line.erase("record");
    line.erase("receipt");
    if (value != json::value(wire::event_json(*event)))
      return "the line does not say what its record says";
    if (receipt_text.empty()) return "the event has no receipt: it is newer than the checkpoint";
    auto what = prove(*event, *record, receipt_text);
    if (what.empty()) follow(*event, *record);
    return what;
  }

  /// After the last line: nothing may be missing between, or at the end, of a whole history.
  std::string finish() {
    verified_.whole = whole_ && checkpoint_ && edge_.size() == checkpoint_->checkpoint.head.size;
    verified_.checkpoint = checkpoint_;
    if (!verified_.whole) return "";
    verified_.head = edge_.head();
    return edge_.root() == checkpoint_->checkpoint.head.root
               ? ""
               : "the records do not give the root that was signed";
  }

 private:
  std::string prove(const ledger::RecordedEvent& event, const std::string& record,
                    const std::string& receipt_text) {
    const auto receipt = ledger::proof::Receipt::parse(receipt_text);
    if (!receipt) return receipt.error().detail;
    if (receipt->position != event.position) return "the receipt is of another position";
    // Nearly all lines have the same checkpoint: its signature is checked once.
    if (receipt->checkpoint != checkpoint_text_) {
      auto checkpoint = ledger::proof::open_checkpoint(receipt->checkpoint, log_);
      if (!checkpoint) return checkpoint.error().detail;
      checkpoint_ = std::move(*checkpoint);
      checkpoint_text_ = receipt->checkpoint;
    }
    const auto shown =
        ledger::proof::verify_receipt(*receipt, bytes_of(record), checkpoint_->checkpoint);
    return shown ? "" : shown.error().detail;
  }

  void follow(const ledger::RecordedEvent& event, const std::string& record) {
    ++verified_.events;
    ++verified_.receipts;
    if (event.position.value != edge_.size()) whole_ = false;
    if (!whole_) return;
    edge_.append(ledger::proof::leaf_hash(bytes_of(record)),
                 [](unsigned, std::uint64_t, const std::vector<ledger::Digest>&) {});
  }

  const ledger::proof::NoteKey& log_;
  Verified& verified_;
  std::optional<ledger::proof::SignedCheckpoint> checkpoint_;
  std::string checkpoint_text_;
  ledger::proof::TreeEdge edge_;
  bool whole_ = true;
};

}  // namespace

sources::Answer<Verified> verify_export(const std::string& path, const Known& known,
                                        const VerifyProgress& progress) {
  if (!known.log) {
    return sources::bad_usage(
        "--export needs --vkey: the key of the log, from someone whom you trust");
  }
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  std::ifstream file{path, std::ios::binary};
  if (error || !file) return sources::bad_usage(fmt::format("--export: {} cannot be read", path));

  Verified verified{.log = known.log};
  ExportCheck check{*known.log, verified};
  std::string line;
  std::uint64_t read = 0;
  for (std::uint64_t number = 1; std::getline(file, line); ++number) {
    read += line.size() + 1;
    if (const auto what = check.take(line); !what.empty()) {
      verified.wrong = fmt::format("line {}: {}", number, what);
      return verified;
    }
    if (number % 1024 == 0) progress(read, size);
  }
  verified.position.reset();
  verified.wrong = check.finish();
  return verified;
}

}  // namespace tools::cli
