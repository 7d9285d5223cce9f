#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ledger {

/// Every event type, in the order of the domain's table: facts first, then decisions, then what was
/// added. Stored as these numbers, so the list only ever grows at its end.
enum class EventType : std::uint8_t {
  license_registered,
  module_defined,
  policy_changed,
  purchase_recorded,
  invoice_issued,
  invoice_credited,
  invoice_voided,
  payment_received,
  payment_reversed,
  maintenance_agreed,
  installation_upgraded,
  installation_kind_changed,
  service_request_opened,
  service_request_updated,
  service_request_closed,
  installation_bound,
  installation_binding_refused,
  installation_released,
  license_activated,
  activation_blocked,
  pending_held,
  pending_released,
  seat_assigned,
  seat_assignment_refused,
  seat_removed,
  seat_removal_refused,
  license_file_issued,
  log_restored,
};

inline constexpr std::size_t event_type_count = 28;

/// What the ledger needs to know of a type before it looks at any data.
struct EventTypeTraits {
  EventType type;
  std::string_view name;  ///< the CloudEvents `type`
  /// Place among events of one instant: facts in the order of the table, then all decisions alike,
  /// then what changes an installation, so that it finds the binding of the same instant.
  std::uint8_t rank;
  bool decision;  ///< appended by commands; from outside only as trusted history
  bool catalog;   ///< of no license: a module definition, the policy, the log itself
};

const std::array<EventTypeTraits, event_type_count>& event_types();
const EventTypeTraits& traits_of(EventType type);
inline std::string_view name_of(EventType type) { return traits_of(type).name; }
std::optional<EventType> event_type_named(std::string_view name);

}  // namespace ledger
