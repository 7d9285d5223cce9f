#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/digest.h"

/// What the line-by-line texts of C2SP have in common: checkpoints, proofs in files, submissions to
/// witnesses. Each has one spelling only. Pure functions; safe from any thread.
namespace ledger::proof {

/// Takes the line off the front, without its end; nothing where there is none.
std::optional<std::string_view> take_line(std::string_view& text);

/// A number in decimal, without sign or leading zeroes; nothing for any other text.
std::optional<std::uint64_t> parse_decimal(std::string_view text);

/// A SHA-256 hash in base64; nothing for any other text.
std::optional<Digest> parse_hash(std::string_view text);

}  // namespace ledger::proof
