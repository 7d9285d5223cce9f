#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/result.h"

namespace ledger {

/// Durable data that are not events: what other systems sent and is not processed yet, webhook
/// subscriptions, and what is still to be delivered to them. A small map from text to text, apart
/// from the log: it may be changed and cleared, and the log is complete without it. Keys are sorted
/// by their bytes; by convention they begin with their owner and a slash (`stripe/`, `webhooks/`).
///
/// Safe from any thread; one process at a time.
class SideStore {
 public:
  /// Creates it if it does not exist.
  static Result<std::unique_ptr<SideStore>> open(const std::string& directory);
  ~SideStore();
  SideStore(const SideStore&) = delete;
  SideStore& operator=(const SideStore&) = delete;

  struct Change {
    std::string key;
    std::optional<std::string> value;  // absent: the key is removed
  };
  /// Atomic, and on disk when it returns without a failure. After a failure the outcome is not
  /// known, and every further write fails.
  Result<void> write(const std::vector<Change>& changes);

  Result<std::optional<std::string>> get(std::string_view key) const;
  /// Calls `visit` with each entry whose key begins with `prefix` and is not before `from`, in the
  /// order of the keys, until it returns false. Sees the map as it was when the scan began.
  using Visitor = std::function<bool(std::string_view key, std::string_view value)>;
  Result<void> scan(std::string_view prefix, std::string_view from, const Visitor& visit) const;
  Result<void> scan(std::string_view prefix, const Visitor& visit) const {
    return scan(prefix, prefix, visit);
  }

 private:
  struct Database;
  explicit SideStore(std::unique_ptr<Database> database);

  std::unique_ptr<Database> database_;
};

/// A number as part of a key: 20 decimal digits, so that keys sort as their numbers do.
std::string key_number(std::uint64_t number);

}  // namespace ledger
