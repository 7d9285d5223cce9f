#include "tools/webhooks/side_entries.h"

#include <set>

namespace tools::webhooks {

ledger::Failure unreadable_entry(std::string_view key) {
  return ledger::fail(ledger::FailureKind::corrupt,
                      fmt::format("the entry {} of the side store cannot be read", key));
}

ledger::Result<void> remove_entries(ledger::SideStore& side, std::string_view kind,
                                    std::string_view id) {
  constexpr std::size_t max_in_one_write = 5'000;
  SideChanges changes;
  do {
    changes.clear();
    LEDGER_RETURN_IF_FAILED(side.scan(keys_below(kind, id), [&](std::string_view key, auto) {
      changes.push_back({std::string{key}, std::nullopt});
      return changes.size() < max_in_one_write;
    }));
    if (changes.empty()) break;
    LEDGER_RETURN_IF_FAILED(side.write(changes));
  } while (changes.size() == max_in_one_write);
  return ledger::ok;
}

ledger::Result<void> remove_orphans(ledger::SideStore& side, std::string_view kind,
                                    const std::function<bool(std::string_view id)>& exists) {
  const std::string prefix = fmt::format("webhooks/{}/", kind);
  std::set<std::string> orphans;
  LEDGER_RETURN_IF_FAILED(side.scan(prefix, [&](std::string_view key, auto) {
    key.remove_prefix(prefix.size());
    const auto id = key.substr(0, key.find('/'));
    if (!exists(id)) orphans.emplace(id);
    return true;
  }));
  for (const auto& id : orphans) LEDGER_RETURN_IF_FAILED(remove_entries(side, kind, id));
  return ledger::ok;
}

}  // namespace tools::webhooks
