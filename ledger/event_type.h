#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/enumerators.h"

namespace ledger {

/// Every event type, in the order of the domain's table: facts, then decisions, then later types.
/// Stored as these numbers, so the list only ever grows at its end.
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

inline constexpr std::size_t event_type_count = enumerator_count<EventType>;

/// Who besides operators may post events of a type.
enum class ReportedBy : std::uint8_t {
  billing,        ///< billing systems: what was bought and paid
  administrator,  ///< the license's administrators: what an installation and its users do
  operator_only,  ///< no one else
};

/// What is known of an event from its type alone.
struct EventTypeTraits {
  EventType type;
  std::string_view name;  ///< the CloudEvents `type`
  /// Order among events of one instant: facts in the order of the table, then all decisions with
  /// one rank, then what changes an installation, so that it finds the binding of that instant.
  std::uint8_t rank;
  ReportedBy reported_by;
  bool decision;  ///< appended by commands; posted only as trusted history
  bool catalog;   ///< not of a license: a module definition, the policy, the log itself
};

const std::array<EventTypeTraits, event_type_count>& event_types();
const EventTypeTraits& traits_of(EventType type);
inline std::string_view name_of(EventType type) { return traits_of(type).name; }
std::optional<EventType> event_type_named(std::string_view name);

}  // namespace ledger
