#include "tools/witness/judge.h"

#include <algorithm>
#include <fmt/format.h>

#include "tools/witness/submission.h"

namespace tools::witness {

using ledger::proof::NoteKey;

WitnessReply plain_reply(int status, std::string_view sentence) {
  return {.status = status, .body = fmt::format("{}\n", sentence)};
}

boost::system::result<Claim, WitnessReply> recognize(std::string_view body,
                                                     const std::vector<NoteKey>& logs) {
  auto submission = CheckpointSubmission::parse(body);
  if (!submission) return plain_reply(400, submission.error().detail);
  auto note = ledger::proof::Note::parse(submission->checkpoint);
  if (!note) return plain_reply(400, note.error().detail);
  auto checkpoint = ledger::proof::Checkpoint::parse(note->text);
  if (!checkpoint) return plain_reply(400, checkpoint.error().detail);

  std::vector<NoteKey> keys;
  std::ranges::copy_if(logs, std::back_inserter(keys),
                       [&](const NoteKey& key) { return key.name == checkpoint->origin; });
  if (keys.empty()) {
    return plain_reply(
        404, fmt::format("this witness follows no log with the origin {}", checkpoint->origin));
  }
  // Signatures of other keys are dropped, not passed on.
  std::erase_if(note->signatures, [&](const ledger::proof::NoteSignature& signature) {
    const ledger::proof::Note alone{.text = note->text, .signatures = {signature}};
    return std::ranges::none_of(
        keys, [&](const NoteKey& key) { return ledger::proof::is_signed_by(alone, key); });
  });
  if (note->signatures.empty()) {
    return plain_reply(403, fmt::format("the checkpoint is not signed with a key that is trusted "
                                        "for the origin {}",
                                        checkpoint->origin));
  }
  return Claim{.old_size = submission->old_size,
               .proof = std::move(submission->proof),
               .checkpoint = {.checkpoint = std::move(*checkpoint), .note = std::move(*note)}};
}

ledger::proof::TreeHead empty_tree_head() {
  return {.size = 0, .root = ledger::proof::empty_root()};
}

std::optional<WitnessReply> refusal(const Claim& claim, const ledger::proof::TreeHead& latest) {
  const ledger::proof::TreeHead& head = claim.checkpoint.checkpoint.head;
  if (claim.old_size > head.size) {
    return plain_reply(400, fmt::format("old is {}, but the checkpoint has only {} events",
                                        claim.old_size, head.size));
  }
  if (claim.old_size != latest.size) {
    return WitnessReply{
        .status = 409, .content_type = size_type, .body = fmt::format("{}\n", latest.size)};
  }
  if (head.size == latest.size && head.root != latest.root) {
    return plain_reply(409, fmt::format("another root was cosigned for {} events: there are two "
                                        "streams under this origin",
                                        latest.size));
  }
  if (!ledger::proof::verify_consistency(latest, head, claim.proof)) {
    return plain_reply(422, fmt::format("the proof does not show that the log still begins with "
                                        "the {} events that were cosigned",
                                        latest.size));
  }
  return std::nullopt;
}

}  // namespace tools::witness
