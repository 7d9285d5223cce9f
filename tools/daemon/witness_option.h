#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/witness/client.h"

namespace tools::daemon {

/// Parses the options `--witness URL=VKEY` of `serve`: where each witness accepts submissions, and
/// the key that verifies its cosignatures. `invalid` names the malformed option.
ledger::Result<std::vector<witness::Client>> parse_witnesses(
    const std::vector<std::string>& options);

}  // namespace tools::daemon
