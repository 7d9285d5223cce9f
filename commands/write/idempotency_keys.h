#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "commands/write/outcome.h"
#include "ledger/digest.h"
#include "ledger/result.h"
#include "ledger/store.h"

namespace commands::write {

/// Digests of a caller's idempotency key and of the whole request that came with it.
struct IdempotencyKey {
  ledger::Digest key;
  ledger::Digest request;
};

/// The answers given under idempotency keys: those on disk, and those of the batch under way. Under
/// the digest of the key is stored the digest of the request, then the answer. One thread.
class IdempotencyKeys {
 public:
  explicit IdempotencyKeys(const ledger::Store& store) : store_(store) {}

  /// ReplayedAnswer, or KeyReuse if the key came with another request; `nullopt` if nothing was
  /// answered under it.
  ledger::Result<std::optional<Outcome>> find(const IdempotencyKey& key) const;
  /// Adds the answer to the commit of the batch.
  void keep(const IdempotencyKey& key, const std::string& answer, ledger::Store::Commit& commit);
  /// The batch is on disk, and the next one begins.
  void start_batch() { in_batch_.clear(); }

 private:
  ledger::Result<std::optional<std::string>> stored_under(const std::string& key) const;

  const ledger::Store& store_;
  std::unordered_map<std::string, std::string> in_batch_;  // by the digest of the key
};

}  // namespace commands::write
