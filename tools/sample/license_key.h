#pragma once

#include <string>

#include "ledger/signing_key.h"
#include "tools/sample/dice.h"

namespace tools::sample {

/// Makes the key that signs the sample's license files, and stores it in `path`. It is drawn from
/// the dice, so that its id in the log is the same for the same seed; it is not a secret.
ledger::SigningKey license_key(Dice& dice, const std::string& path);

}  // namespace tools::sample
