#include "replay/state_digest.h"

#include <algorithm>

#include "projections/state/snapshot.h"

namespace replay {
namespace {

std::string_view text_of(const ledger::Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

StateLeaf leaf_of(std::string_view serial_number, std::string_view snapshot) {
  return {.serial_number = std::string{serial_number},
          .digest = ledger::sha256({serial_number, std::string_view{"\0", 1}, snapshot})};
}

ledger::Digest digest_of(const projections::state::Catalog& catalog,
                         std::vector<StateLeaf> leaves) {
  std::ranges::sort(leaves, {}, &StateLeaf::serial_number);
  const ledger::Digest of_catalog = ledger::sha256({projections::state::snapshot_of(catalog)});
  std::string joined{text_of(of_catalog)};
  joined.reserve(joined.size() * (leaves.size() + 1));
  for (const auto& leaf : leaves) joined.append(text_of(leaf.digest));
  return ledger::sha256({joined});
}

}  // namespace replay
