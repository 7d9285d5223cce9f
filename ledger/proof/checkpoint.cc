#include "ledger/proof/checkpoint.h"

#include <fmt/format.h>

#include "ledger/bytes.h"
#include "ledger/proof/c2sp_text.h"

namespace ledger::proof {
namespace {

constexpr std::size_t time_bytes = sizeof(std::uint64_t);

std::string cosigned_text(const Note& checkpoint, std::uint64_t at) {
  return fmt::format("cosignature/v1\ntime {}\n{}", at, checkpoint.text);
}

}  // namespace

std::string Checkpoint::to_text() const {
  return fmt::format("{}\n{}\n{}\n", origin, head.size, base64(head.root));
}

Result<Checkpoint> Checkpoint::parse(std::string_view text) {
  const auto origin = take_line(text);
  const auto size = take_line(text);
  const auto root = take_line(text);
  if (!origin || !size || !root) return invalid("a checkpoint has three lines");
  Checkpoint checkpoint{.origin = std::string{*origin}};
  if (origin->empty()) return invalid("the checkpoint does not name a log");
  const auto tree_size = parse_decimal(*size);
  if (!tree_size) return invalid("the second line of the checkpoint is not a tree size");
  const auto hash = parse_hash(*root);
  if (!hash) return invalid("the third line of the checkpoint is not a SHA-256 root in base64");
  checkpoint.head = {.size = *tree_size, .root = *hash};
  return checkpoint;
}

SignedCheckpoint sign_checkpoint(const SigningKey& key, Checkpoint checkpoint) {
  Note note{.text = checkpoint.to_text()};
  note.signatures.push_back(sign_note(key, checkpoint.origin, note.text));
  return {.checkpoint = std::move(checkpoint), .note = std::move(note)};
}

Result<SignedCheckpoint> open_checkpoint(std::string_view text, const NoteKey& log) {
  LEDGER_ASSIGN_OR_RETURN(auto note, Note::parse(text));
  LEDGER_ASSIGN_OR_RETURN(auto checkpoint, Checkpoint::parse(note.text));
  if (checkpoint.origin != log.name) {
    return invalid(
        fmt::format("the checkpoint is of the log {}, not of {}", checkpoint.origin, log.name));
  }
  if (!is_signed_by(note, log)) {
    return invalid(fmt::format("the checkpoint is not signed with the key of {}", log.name));
  }
  return SignedCheckpoint{.checkpoint = std::move(checkpoint), .note = std::move(note)};
}

NoteSignature cosign(const SigningKey& key, std::string_view name, const Note& checkpoint,
                     std::uint64_t at) {
  const NoteKey witness{.name = std::string{name},
                        .algorithm = NoteAlgorithm::cosignature_v1,
                        .key = key.public_key()};
  std::string bytes;
  append_big_endian(bytes, at);
  bytes.append(text_of(key.sign(cosigned_text(checkpoint, at))));
  return {.name = witness.name, .key_id = witness.id(), .bytes = std::move(bytes)};
}

std::optional<std::uint64_t> cosigned_at(const Note& checkpoint, const NoteKey& witness) {
  if (witness.algorithm != NoteAlgorithm::cosignature_v1) return std::nullopt;
  for (const auto& signature : checkpoint.signatures) {
    if (signature.name != witness.name || signature.key_id != witness.id()) continue;
    if (signature.bytes.size() != time_bytes + Signature{}.size()) continue;
    const auto at = from_big_endian<std::uint64_t>(signature.bytes);
    const auto signed_bytes = bytes_of(signature.bytes).subspan(time_bytes);
    if (verify(witness.key, cosigned_text(checkpoint, at), signed_bytes)) return at;
  }
  return std::nullopt;
}

}  // namespace ledger::proof
