#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/result.h"

namespace ledger {

/// What a server must not forget though it is no event: what other systems sent and could not be
/// taken in yet, who is to be told of what, and what is still to be told. A small durable map from
/// text to text, apart from the log: it may be changed and cleared, and the log stays whole without
/// it. Keys are in the order of their bytes; by convention they begin with who keeps them and a
/// slash (`stripe/`, `webhooks/`).
///
/// Any thread, and one process at a time.
class SideStore {
 public:
  /// Made where there is none.
  static Result<std::unique_ptr<SideStore>> open(const std::string& directory);
  ~SideStore();
  SideStore(const SideStore&) = delete;
  SideStore& operator=(const SideStore&) = delete;

  struct Change {
    std::string key;
    std::optional<std::string> value;  // nothing: the key goes
  };
  /// All of it or nothing, and on disk when it returns without a failure. After a failure the
  /// outcome is not known, and every further write fails.
  Result<void> write(const std::vector<Change>& changes);

  Result<std::optional<std::string>> get(std::string_view key) const;
  /// Calls `visit` with each entry whose key begins with `prefix` and is not before `from`, in the
  /// order of the keys, until it answers false. Sees the map as it was when the scan began.
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

/// A number as part of a key, so that keys are in the order of the numbers: 20 decimal digits.
std::string key_number(std::uint64_t number);

}  // namespace ledger
