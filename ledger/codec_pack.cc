#include "ledger/codec_pack.h"

#include <cstring>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "record_generated.h"

namespace ledger {
namespace {

template <class T>
using Offset = flatbuffers::Offset<T>;

template <class Table>
constexpr stored::Data stored_type(const Offset<Table>&) {
  return stored::DataTraits<Table>::enum_value;
}

/// The index of an alternative in EventData, which is its EventType.
template <class Alternative, std::size_t place = 0>
consteval std::size_t place_in_event_data() {
  if constexpr (std::is_same_v<Alternative, std::variant_alternative_t<place, EventData>>) {
    return place;
  } else {
    return place_in_event_data<Alternative, place + 1>();
  }
}

template <class E>
requires std::is_enum_v<E>
constexpr std::underlying_type_t<E> number_of(E value) {
  return static_cast<std::underlying_type_t<E>>(value);
}
std::optional<std::int32_t> number_of(const std::optional<Date>& date) {
  if (!date) return std::nullopt;
  return date->days;
}
std::optional<std::uint32_t> number_of(const std::optional<LicenseNumber>& number) {
  if (!number) return std::nullopt;
  return number->value;
}

/// Writes one record. If a table needs several parts, each is packed in a statement of its own: as
/// arguments of one call, their order, and with it the bytes, would be up to the compiler.
class Packer {
 public:
  explicit Packer(flatbuffers::FlatBufferBuilder& to) : to_{to} {}

  void pack_record(const RecordedEvent& event, const Salt& salt) {
    LEDGER_CHECK(!event.time || *event.time == event.effective_at);
    const auto source = text(event.source);
    const auto id = text(event.id);
    const auto subject = text(event.subject);
    const auto actor = text(event.actor);
    const auto [data_type, data] = pack_data(event.data);
    const auto stored_salt = pack(salt);
    to_.Finish(stored::CreateRecord(to_, &stored_salt, event.position.value, event.revision.value,
                                    event.previous.value, event.recorded_at.micros,
                                    event.effective_at.micros, event.time.has_value(), source, id,
                                    subject, actor, data_type, data));
  }

 private:
  std::pair<stored::Data, Offset<void>> pack_data(const EventData& data) {
    return std::visit(
        [this]<class Alternative>(const Alternative& alternative) {
          const auto packed = this->pack(alternative);
          constexpr auto type = stored_type(packed);
          static_assert(number_of(type) == place_in_event_data<Alternative>() + 1,
                        "each event has a table of its own, in the order of EventType");
          return std::pair{type, packed.Union()};
        },
        data);
  }

  static stored::Salt pack(const Salt& salt) {
    stored::Salt packed;
    static_assert(sizeof packed == sizeof salt);
    std::memcpy(&packed, salt.data(), salt.size());
    return packed;
  }

  /// An empty text is omitted.
  Offset<flatbuffers::String> text(const std::string& value) {
    if (value.empty()) return {};
    return to_.CreateString(value);
  }
  /// An absent text is omitted; an empty one is not absent.
  Offset<flatbuffers::String> text(const std::optional<std::string>& value) {
    if (!value) return {};
    return to_.CreateString(*value);
  }
  Offset<flatbuffers::Vector<Offset<flatbuffers::String>>> list(
      const std::vector<std::string>& values) {
    if (values.empty()) return {};
    return to_.CreateVectorOfStrings(values);
  }
  template <class Items>
  auto list(const Items& items) {
    using Packed = decltype(pack(*items.begin()));
    Offset<flatbuffers::Vector<Packed>> whole;
    if (!items.empty()) {
      std::vector<Packed> each;
      each.reserve(items.size());
      for (const auto& item : items) each.push_back(pack(item));
      whole = to_.CreateVector(each);
    }
    return whole;
  }

  Offset<stored::DisplayName> pack(const std::pair<const std::string, std::string>& name) {
    const auto language = text(name.first);
    const auto words = text(name.second);
    return stored::CreateDisplayName(to_, language, words);
  }
  Offset<stored::ModuleQuantity> pack(const std::pair<const std::string, std::int64_t>& module) {
    return stored::CreateModuleQuantity(to_, text(module.first), module.second);
  }
  Offset<stored::PurchaseLine> pack(const PurchaseLine& line) {
    const auto line_id = text(line.line_id);
    const auto module_name = text(line.module_name);
    return stored::CreatePurchaseLine(to_, line_id, module_name, line.quantity,
                                      number_of(line.until));
  }
  Offset<stored::ModuleChange> pack(const ModuleChange& change) {
    return stored::CreateModuleChange(to_, text(change.module_name), change.in_use, change.total,
                                      change.new_total);
  }
  Offset<stored::CarriedSeat> pack(const SeatHolder& seat) {
    const auto module_name = text(seat.module_name);
    const auto user = text(seat.user);
    return stored::CreateCarriedSeat(to_, module_name, user, number_of(seat.user_type));
  }
  Offset<stored::Evidence> pack(const Evidence& evidence) {
    return stored::CreateEvidence(to_, evidence.position.value, text(evidence.id),
                                  number_of(evidence.type));
  }
  Offset<stored::Reason> pack(const Reason& reason) {
    const auto module_name = text(reason.module_name);
    const auto invoice_id = text(reason.invoice_id);
    const auto payment_id = text(reason.payment_id);
    const auto user = text(reason.user);
    const auto cust_id = text(reason.cust_id);
    const auto serial_number = text(reason.serial_number);
    const auto currency = text(reason.currency);
    const auto expected_currency = text(reason.expected_currency);
    const auto installed = text(reason.installed);
    const auto covered = text(reason.covered);
    const auto company_name = text(reason.company_name);
    const auto registered_name = text(reason.registered_name);
    const auto prerequisite = text(reason.prerequisite);
    const auto modules = list(reason.modules);
    const auto users = list(reason.users);
    const auto bound_cust_id = text(reason.bound_cust_id);
    const auto bound_serial = text(reason.bound_serial);
    const auto version = text(reason.version);
    const auto evidence = list(reason.evidence);
    return stored::CreateReason(
        to_, number_of(reason.code), module_name, invoice_id, payment_id, user, cust_id,
        serial_number, number_of(reason.number), reason.in_use, reason.total, reason.new_total,
        reason.to_remove, reason.open, reason.open_requests, currency, expected_currency,
        number_of(reason.due_on), reason.overdue, installed, covered, number_of(reason.expires_on),
        reason.days_left, company_name, registered_name, prerequisite, modules, users,
        bound_cust_id, bound_serial, version, number_of(reason.newest),
        reason.since.value_or(Instant{}).micros, evidence, reason.uncited);
  }

  // What other systems report.

  Offset<stored::LicenseRegistered> pack(const LicenseRegistered& event) {
    return stored::CreateLicenseRegistered(to_, text(event.company_name), event.auto_update);
  }
  Offset<stored::ModuleDefined> pack(const ModuleDefined& event) {
    const auto display_name = list(event.display_name);
    const auto includes = list(event.includes);
    const auto prerequisite = text(event.prerequisite);
    return stored::CreateModuleDefined(to_, number_of(event.type), display_name, event.unrestricted,
                                       event.hidden, event.user_plan, includes, prerequisite,
                                       event.service_access);
  }
  Offset<stored::PolicyChanged> pack(const PolicyChanged& event) {
    return stored::CreatePolicyChanged(to_, event.warning_days, event.grace_days,
                                       event.payment_grace_days, event.activated_notice_days);
  }
  Offset<stored::PurchaseRecorded> pack(const PurchaseRecorded& event) {
    const auto order_id = text(event.order_id);
    const auto lines = list(event.lines);
    const auto invoice_ids = list(event.invoice_ids);
    return stored::CreatePurchaseRecorded(to_, order_id, lines, invoice_ids);
  }
  Offset<stored::InvoiceIssued> pack(const InvoiceIssued& event) {
    const auto invoice_id = text(event.invoice_id);
    const auto currency = text(event.currency);
    return stored::CreateInvoiceIssued(to_, invoice_id, event.amount, currency, event.due_on.days);
  }
  Offset<stored::InvoiceCredited> pack(const InvoiceCredited& event) {
    const auto credit_id = text(event.credit_id);
    const auto invoice_id = text(event.invoice_id);
    return stored::CreateInvoiceCredited(to_, credit_id, invoice_id, event.amount);
  }
  Offset<stored::InvoiceVoided> pack(const InvoiceVoided& event) {
    return stored::CreateInvoiceVoided(to_, text(event.invoice_id));
  }
  Offset<stored::PaymentReceived> pack(const PaymentReceived& event) {
    const auto payment_id = text(event.payment_id);
    const auto invoice_id = text(event.invoice_id);
    const auto currency = text(event.currency);
    return stored::CreatePaymentReceived(to_, payment_id, invoice_id, event.amount, currency);
  }
  Offset<stored::PaymentReversed> pack(const PaymentReversed& event) {
    const auto reversal_id = text(event.reversal_id);
    const auto payment_id = text(event.payment_id);
    return stored::CreatePaymentReversed(to_, reversal_id, payment_id, event.amount,
                                         number_of(event.kind));
  }
  Offset<stored::MaintenanceAgreed> pack(const MaintenanceAgreed& event) {
    const auto agreement_id = text(event.agreement_id);
    const auto version = text(event.version);
    return stored::CreateMaintenanceAgreed(to_, agreement_id, version, number_of(event.until));
  }
  Offset<stored::InstallationUpgraded> pack(const InstallationUpgraded& event) {
    const auto cust_id = text(event.cust_id);
    const auto version = text(event.version);
    return stored::CreateInstallationUpgraded(to_, cust_id, version, event.test);
  }
  Offset<stored::InstallationKindChanged> pack(const InstallationKindChanged& event) {
    return stored::CreateInstallationKindChanged(to_, text(event.cust_id), number_of(event.kind));
  }
  Offset<stored::ServiceRequestOpened> pack(const ServiceRequestOpened& event) {
    const auto request_id = text(event.request_id);
    const auto user = text(event.user);
    return stored::CreateServiceRequestOpened(to_, request_id, user, number_of(event.status));
  }
  Offset<stored::ServiceRequestUpdated> pack(const ServiceRequestUpdated& event) {
    const auto request_id = text(event.request_id);
    const auto user = text(event.user);
    return stored::CreateServiceRequestUpdated(to_, request_id, user, number_of(event.status));
  }
  Offset<stored::ServiceRequestClosed> pack(const ServiceRequestClosed& event) {
    const auto request_id = text(event.request_id);
    const auto user = text(event.user);
    return stored::CreateServiceRequestClosed(to_, request_id, user, number_of(event.status));
  }

  // What the ledger decides.

  Offset<stored::InstallationBound> pack(const InstallationBound& event) {
    const auto cust_id = text(event.cust_id);
    const auto version = text(event.version);
    const auto company_name = text(event.company_name);
    const auto seats = list(event.seats);
    return stored::CreateInstallationBound(to_, cust_id, number_of(event.kind),
                                           number_of(event.deployment), version, company_name,
                                           seats);
  }
  Offset<stored::InstallationBindingRefused> pack(const InstallationBindingRefused& event) {
    const auto cust_id = text(event.cust_id);
    const auto company_name = text(event.company_name);
    const auto reasons = list(event.reasons);
    return stored::CreateInstallationBindingRefused(to_, cust_id, company_name, reasons);
  }
  Offset<stored::InstallationReleased> pack(const InstallationReleased& event) {
    const auto cust_id = text(event.cust_id);
    const auto seats = list(event.seats);
    return stored::CreateInstallationReleased(to_, cust_id, seats);
  }
  Offset<stored::LicenseActivated> pack(const LicenseActivated& event) {
    const auto modules = list(event.modules);
    const auto changes = list(event.changes);
    return stored::CreateLicenseActivated(to_, event.number.value, number_of(event.mode), modules,
                                          number_of(event.expires_on), changes);
  }
  Offset<stored::ActivationBlocked> pack(const ActivationBlocked& event) {
    const auto cust_id = text(event.cust_id);
    const auto reasons = list(event.reasons);
    return stored::CreateActivationBlocked(to_, number_of(event.number), number_of(event.mode),
                                           cust_id, reasons);
  }
  Offset<stored::PendingHeld> pack(const PendingHeld& event) {
    return stored::CreatePendingHeld(to_, event.number.value, text(event.reason));
  }
  Offset<stored::PendingReleased> pack(const PendingReleased& event) {
    return stored::CreatePendingReleased(to_, event.number.value);
  }
  Offset<stored::SeatAssigned> pack(const SeatAssigned& event) {
    const auto module_name = text(event.module_name);
    const auto user = text(event.user);
    return stored::CreateSeatAssigned(to_, module_name, user, number_of(event.user_type));
  }
  Offset<stored::SeatAssignmentRefused> pack(const SeatAssignmentRefused& event) {
    const auto module_name = text(event.module_name);
    const auto user = text(event.user);
    const auto reasons = list(event.reasons);
    const auto reassigned_from = text(event.reassigned_from);
    return stored::CreateSeatAssignmentRefused(to_, module_name, user, number_of(event.user_type),
                                               reasons, reassigned_from, event.activate);
  }
  Offset<stored::SeatRemoved> pack(const SeatRemoved& event) {
    const auto module_name = text(event.module_name);
    const auto user = text(event.user);
    return stored::CreateSeatRemoved(to_, module_name, user, number_of(event.user_type));
  }
  Offset<stored::SeatRemovalRefused> pack(const SeatRemovalRefused& event) {
    const auto module_name = text(event.module_name);
    const auto user = text(event.user);
    const auto reasons = list(event.reasons);
    return stored::CreateSeatRemovalRefused(to_, module_name, user, reasons, event.cascade);
  }
  Offset<stored::LicenseFileIssued> pack(const LicenseFileIssued& event) {
    const auto cust_id = text(event.cust_id);
    const auto modules = list(event.modules);
    const auto key_id = text(event.key_id);
    return stored::CreateLicenseFileIssued(to_, event.number.value, cust_id, modules,
                                           number_of(event.expires_on), key_id);
  }

  Offset<stored::LogRestored> pack(const LogRestored& event) {
    const auto origin = text(event.origin);
    const auto signed_root = text(event.signed_root);
    const auto reason = text(event.reason);
    return stored::CreateLogRestored(to_, origin, event.signed_size, signed_root, reason);
  }

  flatbuffers::FlatBufferBuilder& to_;
};

}  // namespace

void pack_record(flatbuffers::FlatBufferBuilder& to, const RecordedEvent& event, const Salt& salt) {
  Packer{to}.pack_record(event, salt);
}

}  // namespace ledger
