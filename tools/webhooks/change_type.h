#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/vocabulary.h"

namespace tools::webhooks {

/// What can happen to a license, reported in addition to the events of the log. The first five are
/// decisions, sent with everything that explains them. The others are found by comparing a license
/// before and after an event, or an instant at which time alone changes it.
enum class ChangeType : std::uint8_t {
  activation_blocked,
  license_activated,
  seat_refused,
  removal_refused,
  binding_refused,
  license_pending,
  license_blocked,
  license_unblocked,
  license_stage_changed,
  invoice_overdue,
  invoice_settled,
};

/// Whether licenses must be watched to detect it.
inline constexpr bool is_watched(ChangeType type) { return type >= ChangeType::license_pending; }

/// The type of a test message. A webhook cannot subscribe to it.
inline constexpr std::string_view test_type = "webhook.test";

}  // namespace tools::webhooks

template <>
struct ledger::Names<tools::webhooks::ChangeType> {
  static constexpr std::array<std::string_view, 11> list{
      "activation.blocked",    "license.activated", "seat.refused",    "removal.refused",
      "binding.refused",       "license.pending",   "license.blocked", "license.unblocked",
      "license.stage_changed", "invoice.overdue",   "invoice.settled"};
};
