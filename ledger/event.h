#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ledger/event_type.h"
#include "ledger/position.h"
#include "ledger/reason.h"
#include "ledger/time.h"
#include "ledger/vocabulary.h"

/// The events and what they carry: plain data, compared member by member. Quantities and amounts
/// are integers from 0 to 2^53 - 1; amounts are in minor units of an ISO 4217 currency.
namespace ledger {

// --- facts ------------------------------------------------------------------------------------

struct LicenseRegistered {
  std::string company_name;
  bool auto_update = true;
  bool operator==(const LicenseRegistered&) const = default;
};

struct ModuleDefined {  // the subject names the module
  ModuleType type = ModuleType::user;
  std::map<std::string, std::string> display_name;  // language tag to text
  bool unrestricted = false;
  bool hidden = false;
  bool user_plan = false;
  std::vector<std::string> includes;
  std::string prerequisite;  // empty: none
  bool service_access = false;
  bool operator==(const ModuleDefined&) const = default;
};

struct PolicyChanged {  // days, 0 to 3650; absent ones do not change
  std::optional<std::int32_t> warning_days;
  std::optional<std::int32_t> grace_days;
  std::optional<std::int32_t> payment_grace_days;
  std::optional<std::int32_t> activated_notice_days;
  bool operator==(const PolicyChanged&) const = default;
};

struct PurchaseLine {
  std::string line_id;
  std::string module_name;
  std::int64_t quantity = 0;
  std::optional<Date> until;
  bool operator==(const PurchaseLine&) const = default;
};

struct PurchaseRecorded {
  std::string order_id;
  std::vector<PurchaseLine> lines;  // at least one, each line_id once
  std::vector<std::string> invoice_ids;
  bool operator==(const PurchaseRecorded&) const = default;
};

struct InvoiceIssued {
  std::string invoice_id;
  std::int64_t amount = 0;
  std::string currency;
  Date due_on;
  bool operator==(const InvoiceIssued&) const = default;
};

struct InvoiceCredited {
  std::string credit_id;
  std::string invoice_id;
  std::int64_t amount = 0;
  bool operator==(const InvoiceCredited&) const = default;
};

struct InvoiceVoided {
  std::string invoice_id;
  bool operator==(const InvoiceVoided&) const = default;
};

struct PaymentReceived {
  std::string payment_id;
  std::string invoice_id;
  std::int64_t amount = 0;
  std::string currency;
  bool operator==(const PaymentReceived&) const = default;
};

struct PaymentReversed {
  std::string reversal_id;
  std::string payment_id;
  std::int64_t amount = 0;
  ReversalKind kind = ReversalKind::refund;
  bool operator==(const PaymentReversed&) const = default;
};

struct MaintenanceAgreed {
  std::string agreement_id;
  std::string version;  // dotted numbers
  std::optional<Date> until;
  bool operator==(const MaintenanceAgreed&) const = default;
};

struct InstallationUpgraded {
  std::string cust_id;
  std::string version;  // dotted numbers
  bool test = false;
  bool operator==(const InstallationUpgraded&) const = default;
};

struct InstallationKindChanged {
  std::string cust_id;
  InstallationKind kind = InstallationKind::production;
  bool operator==(const InstallationKindChanged&) const = default;
};

/// What the three service request events have in common.
struct ServiceRequest {
  std::string request_id;
  std::string user;  // may be empty on a closed request
  RequestStatus status = RequestStatus::active;
  bool operator==(const ServiceRequest&) const = default;
};
struct ServiceRequestOpened : ServiceRequest {
  bool operator==(const ServiceRequestOpened&) const = default;
};
struct ServiceRequestUpdated : ServiceRequest {
  bool operator==(const ServiceRequestUpdated&) const = default;
};
struct ServiceRequestClosed : ServiceRequest {
  bool operator==(const ServiceRequestClosed&) const = default;
};

// --- decisions --------------------------------------------------------------------------------

/// A seat of a module and who holds it: what the seat events carry alike.
struct SeatHolder {
  std::string module_name;
  std::string user;
  UserType user_type = UserType::associate;
  bool operator==(const SeatHolder&) const = default;
};

struct InstallationBound {
  std::string cust_id;
  InstallationKind kind = InstallationKind::production;
  Deployment deployment = Deployment::online;
  std::string version;
  std::string company_name;
  std::vector<SeatHolder> seats;  // carried in from the previous serial number
  bool operator==(const InstallationBound&) const = default;
};

struct InstallationBindingRefused {
  std::string cust_id;
  std::string company_name;
  std::vector<Reason> reasons;
  bool operator==(const InstallationBindingRefused&) const = default;
};

struct InstallationReleased {
  std::string cust_id;
  std::vector<SeatHolder> seats;  // carried out
  bool operator==(const InstallationReleased&) const = default;
};

/// One line of the difference between the current and the pending license, for a visible module.
struct ModuleChange {
  std::string module_name;
  std::int64_t in_use = 0;
  std::int64_t total = 0;
  std::int64_t new_total = 0;
  bool operator==(const ModuleChange&) const = default;
};

struct LicenseActivated {
  LicenseNumber number;
  ActivationMode mode = ActivationMode::automatic;
  std::map<std::string, std::int64_t> modules;  // quantity of each module's own lines
  std::optional<Date> expires_on;
  std::vector<ModuleChange> changes;
  bool operator==(const LicenseActivated&) const = default;
};

struct ActivationBlocked {
  std::optional<LicenseNumber> number;  // absent: none was requested and none was pending
  ActivationMode mode = ActivationMode::automatic;
  std::string cust_id;  // of the request; empty for an automatic attempt
  std::vector<Reason> reasons;
  bool operator==(const ActivationBlocked&) const = default;
};

struct PendingHeld {
  LicenseNumber number;
  std::string reason;
  bool operator==(const PendingHeld&) const = default;
};

struct PendingReleased {
  LicenseNumber number;
  bool operator==(const PendingReleased&) const = default;
};

struct SeatAssigned : SeatHolder {
  bool operator==(const SeatAssigned&) const = default;
};

struct SeatAssignmentRefused : SeatHolder {
  std::vector<Reason> reasons;
  std::string reassigned_from;  // the module of the seat that the user would give up; empty: none
  bool activate = false;        // in a batch that activates: judged by the pending license
  bool operator==(const SeatAssignmentRefused&) const = default;
};

struct SeatRemoved : SeatHolder {
  bool operator==(const SeatRemoved&) const = default;
};

struct SeatRemovalRefused {
  std::string module_name;  // empty: all seats of the user
  std::string user;
  std::vector<Reason> reasons;
  bool cascade = false;  // the seats that need this one would go too
  bool operator==(const SeatRemovalRefused&) const = default;
};

struct LicenseFileIssued {
  LicenseNumber number;
  std::string cust_id;  // empty: no installation was bound
  std::map<std::string, std::int64_t> modules;
  std::optional<Date> expires_on;
  std::string key_id;  // of the key that signed it
  bool operator==(const LicenseFileIssued&) const = default;
};

/// An operator made the ledger continue from an older log than was once signed: what is lost, and
/// why. From there on the log has another origin.
struct LogRestored {             // the subject is `log`
  std::string origin;            // before
  std::int64_t signed_size = 0;  // of the last tree that was signed under it; 0: unknown
  std::string signed_root;       // base64; empty: unknown
  std::string reason;
  bool operator==(const LogRestored&) const = default;
};

/// In the order of EventType, so that the index is the type.
using EventData = std::variant<
    LicenseRegistered, ModuleDefined, PolicyChanged, PurchaseRecorded, InvoiceIssued,
    InvoiceCredited, InvoiceVoided, PaymentReceived, PaymentReversed, MaintenanceAgreed,
    InstallationUpgraded, InstallationKindChanged, ServiceRequestOpened, ServiceRequestUpdated,
    ServiceRequestClosed, InstallationBound, InstallationBindingRefused, InstallationReleased,
    LicenseActivated, ActivationBlocked, PendingHeld, PendingReleased, SeatAssigned,
    SeatAssignmentRefused, SeatRemoved, SeatRemovalRefused, LicenseFileIssued, LogRestored>;
static_assert(std::variant_size_v<EventData> == event_type_count);

/// The reasons that a refusal records; null for any other event. Constant if `data` is.
template <class Data>
requires std::same_as<std::remove_const_t<Data>, EventData>
auto* refusal_reasons(Data& data) {
  using List =
      std::conditional_t<std::is_const_v<Data>, const std::vector<Reason>, std::vector<Reason>>;
  return std::visit(
      [](auto& event) -> List* {
        if constexpr (requires { event.reasons; }) return &event.reasons;
        return nullptr;
      },
      data);
}

/// An event as its sender states it. `source` and `id` together are its identity.
struct Event {
  std::string source;
  std::string id;
  std::string subject;          // serial number; module name; `default` for the policy
  std::optional<Instant> time;  // effective_at, if the sender specified it
  EventData data;

  EventType type() const { return static_cast<EventType>(data.index()); }
};

/// An event in the log. Immutable; shared between threads.
struct RecordedEvent : Event {
  Position position;
  Revision revision;                // within its stream
  Position previous = no_position;  // the event before it in its stream
  Instant recorded_at;
  Instant effective_at;
  std::string actor;  // who appended it: `role:name`
};

using EventPtr = std::shared_ptr<const RecordedEvent>;
using Events = std::vector<EventPtr>;

/// Whether the event records an attempt to activate.
inline bool is_attempt(const Event& event) {
  return event.type() == EventType::license_activated ||
         event.type() == EventType::activation_blocked;
}

/// All definitions and policies are one stream; each license has its own.
inline constexpr std::string_view catalog_stream = "";
inline std::string_view stream_of(const Event& event) {
  return traits_of(event.type()).catalog ? catalog_stream : std::string_view{event.subject};
}

/// The `source` of events that the ledger itself creates.
inline constexpr std::string_view own_source = "/license-ledger";

}  // namespace ledger
