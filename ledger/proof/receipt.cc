#include "ledger/proof/receipt.h"

#include <fmt/format.h>

#include "ledger/proof/c2sp_text.h"

namespace ledger::proof {
namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1\n";
constexpr std::string_view extra_mark = "extra ";
constexpr std::string_view index_mark = "index ";

}  // namespace

std::string Receipt::to_text() const {
  std::string text{first_line};
  text += fmt::format("{}{}\n", index_mark, position.value);
  for (const auto& hash : proof) text += base64(hash) + "\n";
  return text + "\n" + checkpoint;
}

Result<Receipt> Receipt::parse(std::string_view text) {
  constexpr std::size_t longest_proof = 63;
  if (!text.starts_with(first_line)) return invalid("a receipt begins with c2sp.org/tlog-proof@v1");
  text.remove_prefix(first_line.size());
  auto line = take_line(text);
  if (line && line->starts_with(extra_mark)) line = take_line(text);
  if (!line || !line->starts_with(index_mark)) return invalid("the receipt has no index");
  const auto index = parse_decimal(line->substr(index_mark.size()));
  if (!index) return invalid("the index of the receipt is not a position");
  Receipt receipt{.position = {*index}};
  for (line = take_line(text); line && !line->empty(); line = take_line(text)) {
    const auto hash = parse_hash(*line);
    if (!hash || receipt.proof.size() == longest_proof) {
      return invalid("a line of the receipt is not a SHA-256 hash in base64");
    }
    receipt.proof.push_back(*hash);
  }
  if (!line) return invalid("the receipt has no checkpoint");
  receipt.checkpoint = text;
  return receipt;
}

Result<Receipt> make_receipt(const HashReader& tree, Position position,
                             const SignedCheckpoint& checkpoint) {
  LEDGER_ASSIGN_OR_RETURN(auto proof,
                          inclusion_proof(position, checkpoint.checkpoint.head.size, tree));
  return Receipt{
      .position = position, .proof = std::move(proof), .checkpoint = checkpoint.to_text()};
}

Result<void> verify_receipt(const Receipt& receipt, std::span<const std::uint8_t> record,
                            const Checkpoint& checkpoint) {
  if (verify_inclusion(leaf_hash(record), receipt.position, checkpoint.head, receipt.proof)) {
    return ok;
  }
  return invalid(
      fmt::format("the record is not the one at position {} of the log", receipt.position.value));
}

}  // namespace ledger::proof
