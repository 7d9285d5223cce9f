#pragma once

#include <string>

#include "ledger/signing_key.h"
#include "tools/sample/dice.h"

namespace tools::sample {

/// The key that signs the license files of the sample, kept in `path`. It comes from the dice, so
/// that its name in the log is the same for the same seed, and is no secret at all.
ledger::SigningKey license_key(Dice& dice, const std::string& path);

}  // namespace tools::sample
