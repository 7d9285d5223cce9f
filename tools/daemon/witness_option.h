#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/witness/client.h"

namespace tools::daemon {

/// Witnesses as `serve --witness` names them, URL=VKEY: where each takes submissions, and the key
/// that its cosignatures must verify with. `invalid` says which is written wrong, and how.
ledger::Result<std::vector<witness::Client>> witnesses_of(const std::vector<std::string>& options);

}  // namespace tools::daemon
