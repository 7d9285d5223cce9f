#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/time.h"
#include "ledger/vocabulary.h"

namespace tools::webhooks {

using ledger::Instant;

enum class DeliveryStatus : std::uint8_t { pending, delivered, failed };

/// One attempt to deliver a message, by the machine's clock.
struct DeliveryAttempt {
  Instant at;
  std::int64_t milliseconds = 0;
  int status = 0;       // of the response; 0: there was none
  std::string error;    // why there was none, or what is wrong with it; may be empty
  std::string excerpt;  // the beginning of the response's body
  bool operator==(const DeliveryAttempt&) const = default;
};

inline bool succeeded(const DeliveryAttempt& attempt) {
  return attempt.error.empty() && attempt.status >= 200 && attempt.status < 300;
}

/// A message on its way to one receiver, and its state.
struct Delivery {
  std::uint64_t number = 0;  // 1, 2, 3 … within its subscription
  std::string message_id;
  std::string type;
  std::string subject;
  Instant created_at;
  DeliveryStatus status = DeliveryStatus::pending;
  std::uint32_t tries = 0;  // in the schedule, which a redelivery restarts
  Instant next_attempt_at;  // while it is pending
  std::optional<Instant> finished_at;
  std::vector<DeliveryAttempt> attempts;  // oldest first, the last `max_attempts_kept`

  bool operator==(const Delivery&) const = default;
};
inline constexpr std::size_t max_attempts_kept = 50;

/// The stored form and back; `nullopt` if malformed.
std::string to_text(const Delivery& delivery);
std::optional<Delivery> delivery_from(std::string_view text);

}  // namespace tools::webhooks

template <>
struct ledger::Names<tools::webhooks::DeliveryStatus> {
  static constexpr std::array<std::string_view, 3> list{"pending", "delivered", "failed"};
};
