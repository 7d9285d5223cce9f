#pragma once

#include <fmt/format.h>
#include <string>
#include <string_view>

#include "ledger/side_store.h"

/// Under which keys the side store has what. Every id is of letters, digits and `_`.
///
///     webhooks/subscription/ID              the subscription
///     webhooks/condition/ID/SERIAL          how a license under its watch stood
///     webhooks/delivery/ID/NUMBER           a delivery, without its body
///     webhooks/body/ID/NUMBER               what is sent
///     webhooks/number/ID/MESSAGE            the number of a message
namespace tools::webhooks {

inline constexpr std::string_view subscription_keys = "webhooks/subscription/";

inline std::string subscription_key(std::string_view id) {
  return fmt::format("{}{}", subscription_keys, id);
}
/// All keys of a kind that one subscription has.
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

}  // namespace tools::webhooks
