#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/vocabulary.h"

namespace tools::webhooks {

/// What can happen to a license that is told beside the events of the log. The first five are
/// decisions, told with everything that explains them. The others are worked out by comparing how a
/// license stands before and after an event, or an instant at which time alone changes it.
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

/// Whether licenses must be kept under watch to tell of it.
inline constexpr bool is_watched(ChangeType type) { return type >= ChangeType::license_pending; }

/// What a test sends; nobody subscribes to it.
inline constexpr std::string_view test_type = "webhook.test";

}  // namespace tools::webhooks

template <>
struct ledger::Names<tools::webhooks::ChangeType> {
  static constexpr std::array<std::string_view, 11> list{
      "activation.blocked",    "license.activated", "seat.refused",    "removal.refused",
      "binding.refused",       "license.pending",   "license.blocked", "license.unblocked",
      "license.stage_changed", "invoice.overdue",   "invoice.settled"};
};
