#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/proof/merkle.h"

/// The messages between logs and witnesses, by C2SP tlog-witness. Pure functions; safe from any
/// thread.
namespace tools::witness {

/// The path for submissions, below the witness's URL.
inline constexpr std::string_view add_checkpoint_path = "/add-checkpoint";
/// The media type of a response with the size that the witness cosigned last.
inline constexpr const char* size_type = "text/x.tlog.size";

/// What a log posts: a checkpoint, and the proof that it extends the tree that the witness knows.
/// As text:
///
///     old <size>
///     <base64 hash of the consistency proof>      0 to 63 of these
///     <empty line>
///     <the checkpoint, a signed note>
struct CheckpointSubmission {
  std::uint64_t old_size = 0;
  ledger::proof::Proof proof;
  std::string checkpoint;

  std::string to_text() const;
  /// Fails as `invalid` if the form is not exactly this. Does not check the checkpoint.
  static ledger::Result<CheckpointSubmission> parse(std::string_view body);
};

}  // namespace tools::witness
