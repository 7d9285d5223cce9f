#include "commands/write/idempotency_keys.h"

#include <string_view>
#include <utility>

#include "ledger/bytes.h"

namespace commands::write {

ledger::Result<std::optional<Outcome>> IdempotencyKeys::find(const IdempotencyKey& key) const {
  LEDGER_ASSIGN_OR_RETURN(const auto stored, stored_under(std::string{ledger::text_of(key.key)}));
  if (!stored) return std::nullopt;
  const std::string_view request = ledger::text_of(key.request);
  if (!stored->starts_with(request)) return KeyReuse{};
  return ReplayedAnswer{stored->substr(request.size())};
}

ledger::Result<std::optional<std::string>> IdempotencyKeys::stored_under(
    const std::string& key) const {
  if (const auto found = in_batch_.find(key); found != in_batch_.end()) return found->second;
  return store_.answer(key);
}

void IdempotencyKeys::keep(const IdempotencyKey& key, const std::string& answer,
                           ledger::Store::Commit& commit) {
  std::string under{ledger::text_of(key.key)};
  std::string stored{ledger::text_of(key.request)};
  stored += answer;
  commit.put_answer(under, stored);
  in_batch_.emplace(std::move(under), std::move(stored));
}

}  // namespace commands::write
