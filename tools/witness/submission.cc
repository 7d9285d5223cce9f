#include "tools/witness/submission.h"

#include <fmt/format.h>

#include "ledger/proof/c2sp_text.h"

namespace tools::witness {
namespace {

constexpr std::string_view old_mark = "old ";
constexpr std::size_t max_proof_lines = 63;

}  // namespace

std::string CheckpointSubmission::to_text() const {
  std::string text = fmt::format("{}{}\n", old_mark, old_size);
  for (const auto& hash : proof) {
    text += ledger::base64(hash);
    text += '\n';
  }
  text += '\n';
  return text + checkpoint;
}

ledger::Result<CheckpointSubmission> CheckpointSubmission::parse(std::string_view body) {
  const auto first = ledger::proof::take_line(body);
  if (!first || !first->starts_with(old_mark)) {
    return ledger::invalid("the first line must be \"old\", a space and a tree size");
  }
  const auto size = ledger::proof::parse_decimal(first->substr(old_mark.size()));
  if (!size) return ledger::invalid("old must be a tree size in decimal, without leading zeros");
  CheckpointSubmission submission{.old_size = *size};
  for (auto line = ledger::proof::take_line(body); !line || !line->empty();
       line = ledger::proof::take_line(body)) {
    if (!line) return ledger::invalid("an empty line must separate the proof from the checkpoint");
    if (submission.proof.size() == max_proof_lines) {
      return ledger::invalid(fmt::format("the proof must have at most {} lines", max_proof_lines));
    }
    const auto hash = ledger::proof::parse_hash(*line);
    if (!hash) {
      return ledger::invalid(fmt::format("line {} of the proof must be a SHA-256 hash in base64",
                                         submission.proof.size() + 1));
    }
    submission.proof.push_back(*hash);
  }
  submission.checkpoint = std::string{body};
  return submission;
}

}  // namespace tools::witness
