#pragma once

#include <fmt/format.h>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/side_store.h"

/// The entries of webhooks in the side store. Every id consists of letters, digits and `_`.
///
///     webhooks/subscription/ID              the subscription
///     webhooks/condition/ID/SERIAL          the condition of a license that it watches
///     webhooks/delivery/ID/NUMBER           a delivery, without its body
///     webhooks/body/ID/NUMBER               what is sent
///     webhooks/number/ID/MESSAGE            the number of a message
namespace tools::webhooks {

using SideChanges = std::vector<ledger::SideStore::Change>;

inline constexpr std::string_view subscription_keys = "webhooks/subscription/";

inline std::string subscription_key(std::string_view id) {
  return fmt::format("{}{}", subscription_keys, id);
}
/// The prefix of all keys of one kind that belong to one subscription.
inline std::string keys_below(std::string_view kind, std::string_view id) {
  return fmt::format("webhooks/{}/{}/", kind, id);
}
inline std::string condition_key(std::string_view id, std::string_view serial_number) {
  return keys_below("condition", id) + std::string{serial_number};
}
inline std::string delivery_key(std::string_view id, std::uint64_t number) {
  return keys_below("delivery", id) + ledger::key_number(number);
}
inline std::string body_key(std::string_view id, std::uint64_t number) {
  return keys_below("body", id) + ledger::key_number(number);
}
inline std::string number_key(std::string_view id, std::string_view message_id) {
  return keys_below("number", id) + std::string{message_id};
}

ledger::Failure unreadable_entry(std::string_view key);

/// The value under the key as `read` returns it, an optional; `corrupt` if that is `nullopt`, and
/// `nullopt` if there is no such key.
template <class Read>
auto read_entry(const ledger::SideStore& side, std::string_view key, const Read& read)
    -> ledger::Result<decltype(read(std::string_view{}))> {
  LEDGER_ASSIGN_OR_RETURN(const auto text, side.get(key));
  if (!text) return decltype(read(*text)){};
  auto value = read(*text);
  if (!value) return unreadable_entry(key);
  return value;
}

/// Calls `visit` with each key that begins with the prefix and its value, read in the same way.
template <class Read, class Visit>
ledger::Result<void> read_entries(const ledger::SideStore& side, std::string_view prefix,
                                  const Read& read, const Visit& visit) {
  std::optional<ledger::Failure> failure;
  LEDGER_RETURN_IF_FAILED(side.scan(prefix, [&](std::string_view key, std::string_view text) {
    auto value = read(text);
    if (!value) failure = unreadable_entry(key);
    if (value) visit(key, std::move(*value));
    return !failure;
  }));
  if (failure) return *failure;
  return ledger::ok;
}

/// Removes all entries of one kind that belong to one subscription, in as many writes as it takes.
ledger::Result<void> remove_entries(ledger::SideStore& side, std::string_view kind,
                                    std::string_view id);
/// Removes the entries of one kind whose subscription does not exist: what a removal left behind
/// when it was interrupted.
ledger::Result<void> remove_orphans(ledger::SideStore& side, std::string_view kind,
                                    const std::function<bool(std::string_view id)>& exists);

}  // namespace tools::webhooks
