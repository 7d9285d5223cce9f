#include "commands/write/idempotency_keys.h"

#include <utility>

namespace commands::write {
namespace {

std::string text_of(const ledger::Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

ledger::Result<std::optional<Outcome>> IdempotencyKeys::find(const IdempotencyKey& key) const {
  LEDGER_ASSIGN_OR_RETURN(const auto stored, stored_under(text_of(key.key)));
  if (!stored) return std::nullopt;
  const std::string request = text_of(key.request);
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
  std::string under = text_of(key.key);
  std::string stored = text_of(key.request) + answer;
  commit.put_answer(under, stored);
  in_batch_.emplace(std::move(under), std::move(stored));
}

}  // namespace commands::write
