#include <fmt/format.h>
#include <optional>
#include <utility>

#include "ledger/codec_pack.h"
#include "record_generated.h"

namespace ledger {
namespace {

template <class Table>
using List = flatbuffers::Vector<flatbuffers::Offset<Table>>;

/// Builds the event that a record states. The first number outside its list is the fault; the event
/// is then meaningless.
class Unpacker {
 public:
  RecordedEvent unpack_record(const stored::Record& record) {
    RecordedEvent event;
    event.position = {record.position()};
    event.revision = {record.revision()};
    event.previous = {record.previous()};
    event.recorded_at = {record.recorded_at()};
    event.effective_at = {record.effective_at()};
    if (record.time_given()) event.time = event.effective_at;
    event.source = text(record.source());
    event.id = text(record.id());
    event.subject = text(record.subject());
    event.actor = text(record.actor());
    event.data = unpack_data(record);
    return event;
  }

  const std::optional<std::string>& fault() const { return fault_; }

 private:
  EventData unpack_data(const stored::Record& record) {
    using stored::Data;
    switch (record.data_type()) {
      case Data::LicenseRegistered:
        return unpack(*record.data_as_LicenseRegistered());
      case Data::ModuleDefined:
        return unpack(*record.data_as_ModuleDefined());
      case Data::PolicyChanged:
        return unpack(*record.data_as_PolicyChanged());
      case Data::PurchaseRecorded:
        return unpack(*record.data_as_PurchaseRecorded());
      case Data::InvoiceIssued:
        return unpack(*record.data_as_InvoiceIssued());
      case Data::InvoiceCredited:
        return unpack(*record.data_as_InvoiceCredited());
      case Data::InvoiceVoided:
        return unpack(*record.data_as_InvoiceVoided());
      case Data::PaymentReceived:
        return unpack(*record.data_as_PaymentReceived());
      case Data::PaymentReversed:
        return unpack(*record.data_as_PaymentReversed());
      case Data::MaintenanceAgreed:
        return unpack(*record.data_as_MaintenanceAgreed());
      case Data::InstallationUpgraded:
        return unpack(*record.data_as_InstallationUpgraded());
      case Data::InstallationKindChanged:
        return unpack(*record.data_as_InstallationKindChanged());
      case Data::ServiceRequestOpened:
        return ServiceRequestOpened{unpack_request(*record.data_as_ServiceRequestOpened())};
      case Data::ServiceRequestUpdated:
        return ServiceRequestUpdated{unpack_request(*record.data_as_ServiceRequestUpdated())};
      case Data::ServiceRequestClosed:
        return ServiceRequestClosed{unpack_request(*record.data_as_ServiceRequestClosed())};
      case Data::InstallationBound:
        return unpack(*record.data_as_InstallationBound());
      case Data::InstallationBindingRefused:
        return unpack(*record.data_as_InstallationBindingRefused());
      case Data::InstallationReleased:
        return unpack(*record.data_as_InstallationReleased());
      case Data::LicenseActivated:
        return unpack(*record.data_as_LicenseActivated());
      case Data::ActivationBlocked:
        return unpack(*record.data_as_ActivationBlocked());
      case Data::PendingHeld:
        return unpack(*record.data_as_PendingHeld());
      case Data::PendingReleased:
        return unpack(*record.data_as_PendingReleased());
      case Data::SeatAssigned:
        return SeatAssigned{unpack_seat(*record.data_as_SeatAssigned())};
      case Data::SeatAssignmentRefused:
        return unpack(*record.data_as_SeatAssignmentRefused());
      case Data::SeatRemoved:
        return SeatRemoved{unpack_seat(*record.data_as_SeatRemoved())};
      case Data::SeatRemovalRefused:
        return unpack(*record.data_as_SeatRemovalRefused());
      case Data::LicenseFileIssued:
        return unpack(*record.data_as_LicenseFileIssued());
      case Data::LogRestored:
        return unpack(*record.data_as_LogRestored());
      case Data::NONE:
        break;
    }
    blame(static_cast<std::uint8_t>(record.data_type()), "event type");
    return {};
  }

  static std::string text(const flatbuffers::String* value) {
    if (value == nullptr) return {};
    return {value->c_str(), value->size()};
  }
  static std::optional<std::string> optional_text(const flatbuffers::String* value) {
    if (value == nullptr) return std::nullopt;
    return text(value);
  }
  static std::optional<Date> date(const std::optional<std::int32_t>& days) {
    if (!days) return std::nullopt;
    return Date{*days};
  }
  static std::optional<LicenseNumber> license_number(const std::optional<std::uint32_t>& number) {
    if (!number) return std::nullopt;
    return LicenseNumber{*number};
  }

  void blame(std::uint8_t value, std::string_view what) {
    if (!fault_)
      fault_ = fmt::format("the record has the {} {}, which is not in its list", what, value);
  }
  template <class E>
  E listed(std::uint8_t value, std::size_t list_size, std::string_view what) {
    if (value >= list_size) {
      blame(value, what);
      return {};
    }
    return static_cast<E>(value);
  }
  template <Named E>
  E listed(std::uint8_t value, std::string_view what) {
    return listed<E>(value, Names<E>::list.size(), what);
  }

  /// A list that was omitted is empty.
  template <class Table>
  auto list(const List<Table>* from) {
    std::vector<decltype(unpack(std::declval<const Table&>()))> items;
    if (from == nullptr) return items;
    items.reserve(from->size());
    for (const Table* item : *from) items.push_back(unpack(*item));
    return items;
  }

  /// The entries are in the order of their keys, so each belongs at the end.
  template <class Value, class Table>
  static std::map<std::string, Value> map(const List<Table>* from) {
    std::map<std::string, Value> entries;
    if (from == nullptr) return entries;
    for (const Table* entry : *from) entries.insert(entries.end(), unpack(*entry));
    return entries;
  }

  static std::string unpack(const flatbuffers::String& from) { return text(&from); }
  static std::pair<std::string, std::string> unpack(const stored::DisplayName& from) {
    return {text(from.language()), text(from.text())};
  }
  static std::pair<std::string, std::int64_t> unpack(const stored::ModuleQuantity& from) {
    return {text(from.module_name()), from.quantity()};
  }
  PurchaseLine unpack(const stored::PurchaseLine& from) {
    return {.line_id = text(from.line_id()),
            .module_name = text(from.module_name()),
            .quantity = from.quantity(),
            .until = date(from.until())};
  }
  static ModuleChange unpack(const stored::ModuleChange& from) {
    return {.module_name = text(from.module_name()),
            .in_use = from.in_use(),
            .total = from.total(),
            .new_total = from.new_total()};
  }
  /// Several tables have the members of a seat, or of a service request.
  template <class Table>
  SeatHolder unpack_seat(const Table& from) {
    return {.module_name = text(from.module_name()),
            .user = text(from.user()),
            .user_type = listed<UserType>(from.user_type(), "user type")};
  }
  template <class Table>
  ServiceRequest unpack_request(const Table& from) {
    return {.request_id = text(from.request_id()),
            .user = text(from.user()),
            .status = listed<RequestStatus>(from.status(), "request status")};
  }
  SeatHolder unpack(const stored::CarriedSeat& from) { return unpack_seat(from); }
  Evidence unpack(const stored::Evidence& from) {
    return {.position = {from.position()},
            .id = text(from.id()),
            .type = listed<EventType>(from.type(), event_type_count, "type of evidence")};
  }
  Reason unpack(const stored::Reason& from) {
    return {.code = listed<ReasonCode>(from.code(), "reason code"),
            .module_name = text(from.module_name()),
            .invoice_id = text(from.invoice_id()),
            .payment_id = text(from.payment_id()),
            .user = text(from.user()),
            .cust_id = text(from.cust_id()),
            .serial_number = text(from.serial_number()),
            .number = license_number(from.number()),
            .in_use = from.in_use(),
            .total = from.total(),
            .new_total = from.new_total(),
            .to_remove = from.to_remove(),
            .open = from.open(),
            .open_requests = from.open_requests(),
            .currency = optional_text(from.currency()),
            .expected_currency = optional_text(from.expected_currency()),
            .due_on = date(from.due_on()),
            .overdue = from.overdue(),
            .installed = optional_text(from.installed()),
            .covered = optional_text(from.covered()),
            .expires_on = date(from.expires_on()),
            .days_left = from.days_left(),
            .company_name = optional_text(from.company_name()),
            .registered_name = optional_text(from.registered_name()),
            .prerequisite = optional_text(from.prerequisite()),
            .modules = list(from.modules()),
            .users = list(from.users()),
            .bound_cust_id = optional_text(from.bound_cust_id()),
            .bound_serial = optional_text(from.bound_serial()),
            .version = optional_text(from.version()),
            .newest = license_number(from.newest()),
            .since = from.since() == 0 ? std::nullopt : std::optional{Instant{from.since()}},
            .evidence = list(from.evidence()),
            .uncited = from.uncited()};
  }

  // What other systems report.

  static LicenseRegistered unpack(const stored::LicenseRegistered& from) {
    return {.company_name = text(from.company_name()), .auto_update = from.auto_update()};
  }
  ModuleDefined unpack(const stored::ModuleDefined& from) {
    return {.type = listed<ModuleType>(from.type(), "module type"),
            .display_name = map<std::string>(from.display_name()),
            .unrestricted = from.unrestricted(),
            .hidden = from.hidden(),
            .user_plan = from.user_plan(),
            .includes = list(from.includes()),
            .prerequisite = text(from.prerequisite()),
            .service_access = from.service_access()};
  }
  static PolicyChanged unpack(const stored::PolicyChanged& from) {
    return {.warning_days = from.warning_days(),
            .grace_days = from.grace_days(),
            .payment_grace_days = from.payment_grace_days(),
            .activated_notice_days = from.activated_notice_days()};
  }
  PurchaseRecorded unpack(const stored::PurchaseRecorded& from) {
    return {.order_id = text(from.order_id()),
            .lines = list(from.lines()),
            .invoice_ids = list(from.invoice_ids())};
  }
  static InvoiceIssued unpack(const stored::InvoiceIssued& from) {
    return {.invoice_id = text(from.invoice_id()),
            .amount = from.amount(),
            .currency = text(from.currency()),
            .due_on = {from.due_on()}};
  }
  static InvoiceCredited unpack(const stored::InvoiceCredited& from) {
    return {.credit_id = text(from.credit_id()),
            .invoice_id = text(from.invoice_id()),
            .amount = from.amount()};
  }
  static InvoiceVoided unpack(const stored::InvoiceVoided& from) {
    return {.invoice_id = text(from.invoice_id())};
  }
  static PaymentReceived unpack(const stored::PaymentReceived& from) {
    return {.payment_id = text(from.payment_id()),
            .invoice_id = text(from.invoice_id()),
            .amount = from.amount(),
            .currency = text(from.currency())};
  }
  PaymentReversed unpack(const stored::PaymentReversed& from) {
    return {.reversal_id = text(from.reversal_id()),
            .payment_id = text(from.payment_id()),
            .amount = from.amount(),
            .kind = listed<ReversalKind>(from.kind(), "reversal kind")};
  }
  static MaintenanceAgreed unpack(const stored::MaintenanceAgreed& from) {
    return {.agreement_id = text(from.agreement_id()),
            .version = text(from.version()),
            .until = date(from.until())};
  }
  static InstallationUpgraded unpack(const stored::InstallationUpgraded& from) {
    return {.cust_id = text(from.cust_id()), .version = text(from.version()), .test = from.test()};
  }
  InstallationKindChanged unpack(const stored::InstallationKindChanged& from) {
    return {.cust_id = text(from.cust_id()),
            .kind = listed<InstallationKind>(from.kind(), "installation kind")};
  }

  // What the ledger decides.

  InstallationBound unpack(const stored::InstallationBound& from) {
    return {.cust_id = text(from.cust_id()),
            .kind = listed<InstallationKind>(from.kind(), "installation kind"),
            .deployment = listed<Deployment>(from.deployment(), "deployment"),
            .version = text(from.version()),
            .company_name = text(from.company_name()),
            .seats = list(from.seats())};
  }
  InstallationBindingRefused unpack(const stored::InstallationBindingRefused& from) {
    return {.cust_id = text(from.cust_id()),
            .company_name = text(from.company_name()),
            .reasons = list(from.reasons())};
  }
  InstallationReleased unpack(const stored::InstallationReleased& from) {
    return {.cust_id = text(from.cust_id()), .seats = list(from.seats())};
  }
  LicenseActivated unpack(const stored::LicenseActivated& from) {
    return {.number = {from.number()},
            .mode = listed<ActivationMode>(from.mode(), "activation mode"),
            .modules = map<std::int64_t>(from.modules()),
            .expires_on = date(from.expires_on()),
            .changes = list(from.changes())};
  }
  ActivationBlocked unpack(const stored::ActivationBlocked& from) {
    return {.number = license_number(from.number()),
            .mode = listed<ActivationMode>(from.mode(), "activation mode"),
            .cust_id = text(from.cust_id()),
            .reasons = list(from.reasons())};
  }
  static PendingHeld unpack(const stored::PendingHeld& from) {
    return {.number = {from.number()}, .reason = text(from.reason())};
  }
  static PendingReleased unpack(const stored::PendingReleased& from) {
    return {.number = {from.number()}};
  }
  SeatAssignmentRefused unpack(const stored::SeatAssignmentRefused& from) {
    return {unpack_seat(from), list(from.reasons()), text(from.reassigned_from()), from.activate()};
  }
  SeatRemovalRefused unpack(const stored::SeatRemovalRefused& from) {
    return {.module_name = text(from.module_name()),
            .user = text(from.user()),
            .reasons = list(from.reasons()),
            .cascade = from.cascade()};
  }
  static LicenseFileIssued unpack(const stored::LicenseFileIssued& from) {
    return {.number = {from.number()},
            .cust_id = text(from.cust_id()),
            .modules = map<std::int64_t>(from.modules()),
            .expires_on = date(from.expires_on()),
            .key_id = text(from.key_id())};
  }
  static LogRestored unpack(const stored::LogRestored& from) {
    return {.origin = text(from.origin()),
            .signed_size = from.signed_size(),
            .signed_root = text(from.signed_root()),
            .reason = text(from.reason())};
  }

  std::optional<std::string> fault_;
};

}  // namespace

Result<RecordedEvent> unpack_record(const stored::Record& record) {
  Unpacker unpacker;
  auto event = unpacker.unpack_record(record);
  if (unpacker.fault()) return fail(FailureKind::corrupt, *unpacker.fault());
  return event;
}

}  // namespace ledger
