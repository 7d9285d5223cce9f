#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/proof/merkle.h"
#include "ledger/proof/note.h"

/// Signed tree heads (C2SP tlog-checkpoint) and their cosignatures (C2SP tlog-cosignature).
/// Pure functions; safe from any thread.
namespace ledger::proof {

/// A tree head under the name of its log. As text three lines: origin, size, root in base64.
struct Checkpoint {
  std::string origin;
  TreeHead head;
  bool operator==(const Checkpoint&) const = default;

  std::string to_text() const;
  /// Ignores lines after the third, as the standard specifies.
  static Result<Checkpoint> parse(std::string_view text);
};

/// A checkpoint with its signatures, as it is stored and served.
struct SignedCheckpoint {
  Checkpoint checkpoint;
  Note note;

  std::string to_text() const { return note.to_text(); }
};

SignedCheckpoint sign_checkpoint(const SigningKey& key, Checkpoint checkpoint);
/// Reads a note and checks that the log with this key signed it, under the key's name.
Result<SignedCheckpoint> open_checkpoint(std::string_view note, const NoteKey& log);

/// States that at `at`, in seconds since 1970, the log had grown to this checkpoint from the one
/// that the witness cosigned before.
NoteSignature cosign(const SigningKey& key, std::string_view name, const Note& checkpoint,
                     std::uint64_t at);
/// When the witness cosigned; `nullopt` if it did not, or if its signature is wrong.
std::optional<std::uint64_t> cosigned_at(const Note& checkpoint, const NoteKey& witness);

}  // namespace ledger::proof
