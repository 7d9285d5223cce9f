#include "ledger/event_type.h"

#include <algorithm>

namespace ledger {
namespace {

constexpr std::uint8_t decisions = 20;  // one rank for all of them

constexpr EventTypeTraits fact(EventType type, std::string_view name, std::uint8_t rank,
                               ReportedBy reported_by) {
  return {.type = type,
          .name = name,
          .rank = rank,
          .reported_by = reported_by,
          .decision = false,
          .catalog = false};
}
constexpr EventTypeTraits definition(EventType type, std::string_view name, std::uint8_t rank) {
  auto traits = fact(type, name, rank, ReportedBy::operator_only);
  traits.catalog = true;
  return traits;
}
constexpr EventTypeTraits decision(EventType type, std::string_view name, bool catalog = false) {
  return {.type = type,
          .name = name,
          .rank = decisions,
          .reported_by = ReportedBy::operator_only,
          .decision = true,
          .catalog = catalog};
}

using enum EventType;
using enum ReportedBy;

constexpr std::array<EventTypeTraits, event_type_count> table{
    fact(license_registered, "license.registered.v1", 0, billing),
    definition(module_defined, "module.defined.v1", 1),
    definition(policy_changed, "policy.changed.v1", 2),
    fact(purchase_recorded, "purchase.recorded.v1", 3, billing),
    fact(invoice_issued, "invoice.issued.v1", 4, billing),
    fact(invoice_credited, "invoice.credited.v1", 5, billing),
    fact(invoice_voided, "invoice.voided.v1", 6, billing),
    fact(payment_received, "payment.received.v1", 7, billing),
    fact(payment_reversed, "payment.reversed.v1", 8, billing),
    fact(maintenance_agreed, "maintenance.agreed.v1", 9, billing),
    fact(installation_upgraded, "installation.upgraded.v1", 21, administrator),
    fact(installation_kind_changed, "installation.kind_changed.v1", 22, administrator),
    fact(service_request_opened, "service_request.opened.v1", 10, administrator),
    fact(service_request_updated, "service_request.updated.v1", 11, administrator),
    fact(service_request_closed, "service_request.closed.v1", 12, administrator),
    decision(installation_bound, "installation.bound.v1"),
    decision(installation_binding_refused, "installation.binding_refused.v1"),
    decision(installation_released, "installation.released.v1"),
    decision(license_activated, "license.activated.v1"),
    decision(activation_blocked, "activation.blocked.v1"),
    decision(pending_held, "pending.held.v1"),
    decision(pending_released, "pending.released.v1"),
    decision(seat_assigned, "seat.assigned.v1"),
    decision(seat_assignment_refused, "seat.assignment_refused.v1"),
    decision(seat_removed, "seat.removed.v1"),
    decision(seat_removal_refused, "seat.removal_refused.v1"),
    decision(license_file_issued, "license_file.issued.v1"),
    decision(log_restored, "log.restored.v1", true),
};

constexpr bool table_is_in_order() {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (static_cast<std::size_t>(table[i].type) != i) return false;
  }
  return true;
}
static_assert(table_is_in_order());

}  // namespace

const std::array<EventTypeTraits, event_type_count>& event_types() { return table; }

const EventTypeTraits& traits_of(EventType type) { return table[static_cast<std::size_t>(type)]; }

std::optional<EventType> event_type_named(std::string_view name) {
  const auto found = std::ranges::find(table, name, &EventTypeTraits::name);
  if (found == table.end()) return std::nullopt;
  return found->type;
}

}  // namespace ledger
