#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ledger/proof/checkpoint.h"

namespace ledger::proof {

/// Proof that a record is in a log, for clients to keep: its position, the path to the root, and
/// the checkpoint that signs the root. The text is a C2SP tlog-proof. Pure functions; safe from any
/// thread.
struct Receipt {
  Position position;
  Proof proof;
  std::string checkpoint;  // the signed note, as it was served

  std::string to_text() const;
  static Result<Receipt> parse(std::string_view text);
};

/// Of a record that the checkpoint covers.
Result<Receipt> make_receipt(const HashReader& tree, Position position,
                             const SignedCheckpoint& checkpoint);

/// Whether the record is at its position in the tree of the checkpoint, which is the receipt's own
/// and was opened with the log's key. `invalid` if it is not. Needs no log.
Result<void> verify_receipt(const Receipt& receipt, std::span<const std::uint8_t> record,
                            const Checkpoint& checkpoint);

}  // namespace ledger::proof
