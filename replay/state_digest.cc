#include "replay/state_digest.h"

#include <algorithm>

#include "ledger/bytes.h"
#include "projections/state/snapshot.h"

namespace replay {

StateLeaf leaf_of(std::string_view serial_number, std::string_view snapshot) {
  return {.serial_number = std::string{serial_number},
          .digest = ledger::sha256({serial_number, std::string_view{"\0", 1}, snapshot})};
}

ledger::Digest digest_of(const projections::state::Catalog& catalog,
                         std::vector<StateLeaf> leaves) {
  std::ranges::sort(leaves, {}, &StateLeaf::serial_number);
  const ledger::Digest of_catalog = ledger::sha256({projections::state::snapshot_of(catalog)});
  std::string joined{ledger::text_of(of_catalog)};
  joined.reserve(joined.size() * (leaves.size() + 1));
  for (const auto& leaf : leaves) joined.append(ledger::text_of(leaf.digest));
  return ledger::sha256({joined});
}

}  // namespace replay
