#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/store.h"

namespace ledger {

/// An event's identity in short: the first 16 bytes of SHA-256 over source, a zero byte, id.
using IdentityKey = std::array<std::uint8_t, 16>;
IdentityKey identity_key(std::string_view source, std::string_view id);

/// Finds the event that already has an identity. It never forgets: identities that are not yet in
/// the store's derived entries are in memory, and after a restart are read again from the tail of
/// the log. One thread.
class IdentityIndex {
 public:
  explicit IdentityIndex(const Store& store) : store_(store) {}

  void add(const IdentityKey& key, Position position) { recent_.emplace(key, position); }
  /// Undoes `add` for an event that was not appended after all.
  void forget(const IdentityKey& key) { recent_.erase(key); }
  Result<std::optional<Position>> find(const IdentityKey& key) const;

  /// Sets aside what is in memory, to be written to the store while this thread continues: the
  /// caller adds it to what it writes (`add_draining`, any thread) and then calls `drained`. Until
  /// then everything is still found here.
  void drain();
  void add_draining(Store::Entries& entries) const;
  void drained() { draining_.clear(); }

 private:
  struct Hash {
    using is_avalanching = void;  // a digest needs no further mixing
    std::size_t operator()(const IdentityKey& key) const {
      std::size_t hash = 0;
      std::memcpy(&hash, key.data(), sizeof hash);
      return hash;
    }
  };
  const Store& store_;
  using Positions = boost::unordered_flat_map<IdentityKey, Position, Hash>;
  Positions recent_;
  Positions draining_;  // being written to the store
};

}  // namespace ledger
