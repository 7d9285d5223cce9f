#include "ledger/identity_index.h"

#include <algorithm>

#include "ledger/bytes.h"
#include "ledger/digest.h"

namespace ledger {

IdentityKey identity_key(std::string_view source, std::string_view id) {
  const Digest digest = sha256({source, std::string_view{"\0", 1}, id});
  IdentityKey key{};
  std::copy_n(digest.begin(), key.size(), key.begin());
  return key;
}

Result<std::optional<Position>> IdentityIndex::find(const IdentityKey& key) const {
  if (const auto found = recent_.find(key); found != recent_.end()) {
    return std::optional{found->second};
  }
  if (const auto found = draining_.find(key); found != draining_.end()) {
    return std::optional{found->second};
  }
  LEDGER_ASSIGN_OR_RETURN(const auto stored, store_.derived(Derived::identities, text_of(key)));
  if (!stored) return std::optional<Position>{};
  Position position;
  if (stored->size() != sizeof position.value) {
    return corrupt("an entry of the identity index has the wrong size");
  }
  std::memcpy(&position.value, stored->data(), sizeof position.value);
  return std::optional{position};
}

void IdentityIndex::drain() {
  LEDGER_CHECK(draining_.empty());
  draining_.swap(recent_);
}

void IdentityIndex::add_draining(Store::Entries& entries) const {
  const auto first = static_cast<std::ptrdiff_t>(entries.size());
  entries.reserve(entries.size() + draining_.size());
  for (const auto& [key, position] : draining_) {
    entries.push_back(
        {std::string{text_of(key)},
         std::string{reinterpret_cast<const char*>(&position.value), sizeof position.value}});
  }
  // The store takes them faster in order.
  std::sort(entries.begin() + first, entries.end());
}

}  // namespace ledger
