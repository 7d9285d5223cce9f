#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/digest.h"

/// The common parts of C2SP's line-based texts: checkpoints, proofs in files, submissions to
/// witnesses. Each value has exactly one spelling. Pure functions; safe from any thread.
namespace ledger::proof {

/// Removes the first line and returns it without its newline; `nullopt` if there is no newline.
std::optional<std::string_view> take_line(std::string_view& text);

/// A number in decimal, without sign or leading zeros; `nullopt` for any other text.
std::optional<std::uint64_t> parse_decimal(std::string_view text);

/// A SHA-256 hash in base64; `nullopt` for any other text.
std::optional<Digest> parse_hash(std::string_view text);

}  // namespace ledger::proof
