#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/digest.h"
#include "projections/state/catalog.h"
#include "projections/state/license.h"

namespace replay {

/// One digest over every state of a ledger at an instant: ledgers with the same states have the
/// same digest, however they got there. Only digests of the same archive_version are comparable.
///
///     leaf    = SHA-256(serial number, zero byte, snapshot of the license)
///     digest  = SHA-256(SHA-256(snapshot of the catalog), leaves in the order of their serial
///                       numbers, bytewise)
struct StateLeaf {
  std::string serial_number;
  ledger::Digest digest;
};

/// `snapshot` is the result of projections::snapshot_of.
StateLeaf leaf_of(std::string_view serial_number, std::string_view snapshot);

/// `leaves` in any order, each license once.
ledger::Digest digest_of(const projections::state::Catalog& catalog, std::vector<StateLeaf> leaves);

}  // namespace replay
