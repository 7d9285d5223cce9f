#include "tests/support/arbitrary_events.h"

#include <array>
#include <concepts>
#include <utility>

namespace tests {
namespace {

using namespace ledger;

/// Fills members with arbitrary values. Each structure is decomposed into all its members, so that
/// a new member does not compile until it is filled here as well.
class Filler {
 public:
  template <class... Members>
  void fill_all(Members&... members) {
    (fill(members), ...);
  }

  void fill(std::string& value) { value = *rc::gen::container<std::string>(size(12), letter()); }
  void fill(bool& value) { value = *rc::gen::arbitrary<bool>(); }
  template <std::integral Number>
  void fill(Number& value) {
    value = *rc::gen::arbitrary<Number>();
  }
  template <Named E>
  void fill(E& value) {
    value = static_cast<E>(size(Names<E>::list.size() - 1));
  }
  void fill(EventType& value) { value = static_cast<EventType>(size(event_type_count - 1)); }
  void fill(Date& value) { fill(value.days); }
  void fill(Instant& value) { fill(value.micros); }
  void fill(Position& value) { fill(value.value); }
  void fill(Revision& value) { fill(value.value); }
  void fill(LicenseNumber& value) { fill(value.value); }
  template <class T>
  void fill(std::optional<T>& value) {
    if (*rc::gen::arbitrary<bool>()) fill(value.emplace());
  }
  template <class T>
  void fill(std::vector<T>& values) {
    values.resize(size(3));
    for (auto& value : values) fill(value);
  }
  template <class T>
  void fill(std::map<std::string, T>& values) {
    for (auto count = size(3); count > 0; --count) {
      std::string key;
      fill(key);
      fill(values[key]);
    }
  }

  void fill(Evidence& it) {
    auto& [position, id, type] = it;
    fill_all(position, id, type);
  }
  void fill(Reason& it) {
    auto& [code, module_name, invoice_id, payment_id, user, cust_id, serial_number, number, in_use,
           total, new_total, to_remove, open, open_requests, currency, expected_currency, due_on,
           overdue, installed, covered, expires_on, days_left, company_name, registered_name,
           prerequisite, modules, users, bound_cust_id, bound_serial, version, newest, since,
           evidence, uncited] = it;
    fill_all(code, module_name, invoice_id, payment_id, user, cust_id, serial_number, number,
             in_use, total, new_total, to_remove, open, open_requests, currency, expected_currency,
             due_on, overdue, installed, covered, expires_on, days_left, company_name,
             registered_name, prerequisite, modules, users, bound_cust_id, bound_serial, version,
             newest, since, evidence, uncited);
  }
  void fill(PurchaseLine& it) {
    auto& [line_id, module_name, quantity, until] = it;
    fill_all(line_id, module_name, quantity, until);
  }
  void fill(SeatHolder& it) {
    auto& [module_name, user, user_type] = it;
    fill_all(module_name, user, user_type);
  }
  void fill(ServiceRequest& it) {
    auto& [request_id, user, status] = it;
    fill_all(request_id, user, status);
  }
  void fill(ModuleChange& it) {
    auto& [module_name, in_use, total, new_total] = it;
    fill_all(module_name, in_use, total, new_total);
  }

  void fill(LicenseRegistered& it) {
    auto& [company_name, auto_update] = it;
    fill_all(company_name, auto_update);
  }
  void fill(ModuleDefined& it) {
    auto& [type, display_name, unrestricted, hidden, user_plan, includes, prerequisite,
           service_access] = it;
    fill_all(type, display_name, unrestricted, hidden, user_plan, includes, prerequisite,
             service_access);
  }
  void fill(PolicyChanged& it) {
    auto& [warning_days, grace_days, payment_grace_days, activated_notice_days] = it;
    fill_all(warning_days, grace_days, payment_grace_days, activated_notice_days);
  }
  void fill(PurchaseRecorded& it) {
    auto& [order_id, lines, invoice_ids] = it;
    fill_all(order_id, lines, invoice_ids);
  }
  void fill(InvoiceIssued& it) {
    auto& [invoice_id, amount, currency, due_on] = it;
    fill_all(invoice_id, amount, currency, due_on);
  }
  void fill(InvoiceCredited& it) {
    auto& [credit_id, invoice_id, amount] = it;
    fill_all(credit_id, invoice_id, amount);
  }
  void fill(InvoiceVoided& it) {
    auto& [invoice_id] = it;
    fill_all(invoice_id);
  }
  void fill(PaymentReceived& it) {
    auto& [payment_id, invoice_id, amount, currency] = it;
    fill_all(payment_id, invoice_id, amount, currency);
  }
  void fill(PaymentReversed& it) {
    auto& [reversal_id, payment_id, amount, kind] = it;
    fill_all(reversal_id, payment_id, amount, kind);
  }
  void fill(MaintenanceAgreed& it) {
    auto& [agreement_id, version, until] = it;
    fill_all(agreement_id, version, until);
  }
  void fill(InstallationUpgraded& it) {
    auto& [cust_id, version, test] = it;
    fill_all(cust_id, version, test);
  }
  void fill(InstallationKindChanged& it) {
    auto& [cust_id, kind] = it;
    fill_all(cust_id, kind);
  }
  void fill(InstallationBound& it) {
    auto& [cust_id, kind, deployment, version, company_name, seats] = it;
    fill_all(cust_id, kind, deployment, version, company_name, seats);
  }
  void fill(InstallationBindingRefused& it) {
    auto& [cust_id, company_name, reasons] = it;
    fill_all(cust_id, company_name, reasons);
  }
  void fill(InstallationReleased& it) {
    auto& [cust_id, seats] = it;
    fill_all(cust_id, seats);
  }
  void fill(LicenseActivated& it) {
    auto& [number, mode, modules, expires_on, changes] = it;
    fill_all(number, mode, modules, expires_on, changes);
  }
  void fill(ActivationBlocked& it) {
    auto& [number, mode, cust_id, reasons] = it;
    fill_all(number, mode, cust_id, reasons);
  }
  void fill(PendingHeld& it) {
    auto& [number, reason] = it;
    fill_all(number, reason);
  }
  void fill(PendingReleased& it) {
    auto& [number] = it;
    fill_all(number);
  }
  /// A structure with a base and members of its own cannot be decomposed.
  void fill(SeatAssignmentRefused& it) {
    fill(static_cast<SeatHolder&>(it));
    fill_all(it.reasons, it.reassigned_from, it.activate);
  }
  void fill(SeatRemovalRefused& it) {
    auto& [module_name, user, reasons, cascade] = it;
    fill_all(module_name, user, reasons, cascade);
  }
  void fill(LicenseFileIssued& it) {
    auto& [number, cust_id, modules, expires_on, key_id] = it;
    fill_all(number, cust_id, modules, expires_on, key_id);
  }
  void fill(LogRestored& it) {
    auto& [origin, signed_size, signed_root, reason] = it;
    fill_all(origin, signed_size, signed_root, reason);
  }

  /// From 0 to `most`, inclusive.
  static std::size_t size(std::size_t most) { return *rc::gen::inRange<std::size_t>(0, most + 1); }
  static rc::Gen<char> letter() { return rc::gen::arbitrary<char>(); }
};

template <std::size_t place>
EventData arbitrary_alternative() {
  std::variant_alternative_t<place, EventData> alternative;
  Filler{}.fill(alternative);
  return alternative;
}

EventData arbitrary_data(EventType type) {
  static constexpr auto makers = []<std::size_t... place>(std::index_sequence<place...>) {
    return std::array{&arbitrary_alternative<place>...};
  }
  (std::make_index_sequence<event_type_count>{});
  return makers[static_cast<std::size_t>(type)]();
}

}  // namespace

rc::Gen<RecordedEvent> arbitrary_event(EventType type) {
  return rc::gen::exec([type] {
    RecordedEvent event;
    Filler{}.fill_all(event.source, event.id, event.subject, event.position, event.revision,
                      event.previous, event.recorded_at, event.effective_at, event.actor);
    if (*rc::gen::arbitrary<bool>()) event.time = event.effective_at;
    event.data = arbitrary_data(type);
    return event;
  });
}

}  // namespace tests
