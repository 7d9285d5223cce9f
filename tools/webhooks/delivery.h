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

/// One try to deliver a message, by the machine's clock.
struct Attempt {
  Instant at;
  std::int64_t milliseconds = 0;
  int status = 0;       // of the answer; 0: there was none
  std::string error;    // why there was none, or what was wrong with it; empty: nothing was
  std::string excerpt;  // the beginning of the answer's body
  bool operator==(const Attempt&) const = default;
};

inline bool succeeded(const Attempt& attempt) {
  return attempt.error.empty() && attempt.status >= 200 && attempt.status < 300;
}

/// A message on its way to one receiver, and what has become of it.
struct Delivery {
  std::uint64_t number = 0;  // 1, 2, 3 … of the subscription's messages
  std::string message_id;
  std::string type;
  std::string subject;
  Instant created_at;
  DeliveryStatus status = DeliveryStatus::pending;
  std::uint32_t tries = 0;  // of the schedule; begins anew when it is delivered again by hand
  Instant next_attempt_at;  // while it is pending
  std::optional<Instant> finished_at;
  std::vector<Attempt> attempts;  // oldest first, the last fifty

  bool operator==(const Delivery&) const = default;
};
inline constexpr std::size_t max_attempts_kept = 50;

/// As it is kept, and back; nothing for what is not of this form.
std::string to_text(const Delivery& delivery);
std::optional<Delivery> delivery_from(std::string_view text);

}  // namespace tools::webhooks

template <>
struct ledger::Names<tools::webhooks::DeliveryStatus> {
  static constexpr std::array<std::string_view, 3> list{"pending", "delivered", "failed"};
};
