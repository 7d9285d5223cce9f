#include "tools/witness/client.h"

#include <algorithm>
#include <fmt/format.h>

#include "ledger/proof/c2sp_text.h"
#include "tools/witness/submission.h"

namespace tools::witness {
namespace {

using ledger::FailureKind;

ledger::Failure refused(std::string why) {
  return ledger::fail(FailureKind::invalid, std::move(why));
}

/// The beginning of a response, made safe to log: its content is untrusted.
std::string excerpt(const std::string& body) {
  constexpr std::size_t most = 200;
  std::string text = body.substr(0, std::min(most, body.find('\n')));
  std::ranges::replace_if(
      text, [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

/// The tree size in a 409 response; nullopt if it has none.
std::optional<std::uint64_t> size_in(const Client::Answer& answer) {
  if (answer.status != 409 || !answer.body.ends_with('\n')) return std::nullopt;
  return ledger::proof::parse_decimal(
      std::string_view{answer.body}.substr(0, answer.body.size() - 1));
}

}  // namespace

ledger::Result<Client::Answer> Client::post(const ledger::proof::SignedCheckpoint& checkpoint,
                                            const Prove& prove) {
  auto proof = prove(cosigned_size_, checkpoint.checkpoint.head.size);
  if (!proof) return proof.error();
  const CheckpointSubmission submission{
      .old_size = cosigned_size_, .proof = std::move(*proof), .checkpoint = checkpoint.to_text()};
  return post_(submission.to_text());
}

ledger::Result<ledger::proof::NoteSignature> Client::submit(
    const ledger::proof::SignedCheckpoint& checkpoint, const Prove& prove) {
  const std::uint64_t size = checkpoint.checkpoint.head.size;
  cosigned_size_ = std::min(cosigned_size_, size);
  auto answer = post(checkpoint, prove);
  if (!answer) return answer.error();
  if (const auto known = size_in(*answer); known && *known != cosigned_size_) {
    if (*known > size) {
      return refused(
          fmt::format("it has cosigned {} events of this log, which now has {}: events "
                      "are lost, or another log has this origin and key",
                      *known, size));
    }
    cosigned_size_ = *known;
    answer = post(checkpoint, prove);
    if (!answer) return answer.error();
  }
  if (answer->status != 200) {
    const bool its_trouble = answer->status >= 500 || answer->status == 429;
    return ledger::fail(its_trouble ? FailureKind::io : FailureKind::invalid,
                        fmt::format("it answers {}: {}", answer->status, excerpt(answer->body)));
  }
  auto cosignature = own_cosignature(checkpoint.note, answer->body);
  if (cosignature) cosigned_size_ = size;
  return cosignature;
}

/// A witness may return several signatures; those of unknown keys are ignored.
ledger::Result<ledger::proof::NoteSignature> Client::own_cosignature(
    const ledger::proof::Note& checkpoint, const std::string& lines) const {
  const auto signatures = ledger::proof::parse_signatures(lines);
  if (!signatures) return signatures.error();
  for (const auto& signature : *signatures) {
    const ledger::proof::Note alone{.text = checkpoint.text, .signatures = {signature}};
    if (ledger::proof::cosigned_at(alone, key_)) return signature;
  }
  return refused(fmt::format("its answer has no cosignature that verifies with {}", key_.vkey()));
}

}  // namespace tools::witness
