#pragma once

#include <iosfwd>

#include "ledger/reason.h"

namespace ledger {

/// For the messages of failed tests: what blocking reasons and warnings set.
void PrintTo(const Evidence& evidence, std::ostream* out);
void PrintTo(const Reason& reason, std::ostream* out);

}  // namespace ledger
