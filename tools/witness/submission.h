#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/proof/merkle.h"

/// The words that logs and witnesses exchange: C2SP tlog-witness. Pure functions; safe from any
/// thread.
namespace tools::witness {

/// Where a witness takes submissions, after what its address begins with.
inline constexpr std::string_view add_checkpoint_path = "/add-checkpoint";
/// Of an answer that says how far the witness has followed the log.
inline constexpr const char* size_type = "text/x.tlog.size";

/// What a log posts: a checkpoint, and the proof that it goes on from the size that the witness
/// knows. As text:
///
///     old <size>
///     <base64 hash of the consistency proof>      0 to 63 of these
///     <empty line>
///     <the checkpoint, a signed note>
struct Submission {
  std::uint64_t old_size = 0;
  ledger::proof::Proof proof;
  std::string checkpoint;

  std::string to_text() const;
  /// `invalid` for what is not written exactly so. Says nothing of the checkpoint.
  static ledger::Result<Submission> parse(std::string_view body);
};

}  // namespace tools::witness
