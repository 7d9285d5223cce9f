#include "projections/state/evolve.h"

namespace projections::state {
namespace {

using ledger::EventType;

/// One operator for each alternative of EventData: leaving one out does not compile.
class Evolution {
 public:
  Evolution(License& license, const ledger::RecordedEvent& event)
      : license_(license), event_(event), stamp_(event) {}

  void operator()(const ledger::LicenseRegistered& registered) {
    auto& registration = license_.registration;
    if (registration && registration->stamp > stamp_) return;
    license_.serial_number = event_.subject;
    registration = {stamp_, registered};
  }
  void operator()(const ledger::PurchaseRecorded& purchase) {
    const LicenseNumber number = license_.numbers.number_of(event_);
    license_.purchases.apply(stamp_, purchase, number);
    for (const auto& invoice_id : purchase.invoice_ids) {
      license_.accounts.attach(stamp_, number, invoice_id);
    }
  }
  void operator()(const ledger::InvoiceIssued& fact) { license_.accounts.apply(stamp_, fact); }
  void operator()(const ledger::InvoiceCredited& fact) { license_.accounts.apply(stamp_, fact); }
  void operator()(const ledger::InvoiceVoided& fact) { license_.accounts.apply(stamp_, fact); }
  void operator()(const ledger::PaymentReceived& fact) { license_.accounts.apply(stamp_, fact); }
  void operator()(const ledger::PaymentReversed& fact) { license_.accounts.apply(stamp_, fact); }
  void operator()(const ledger::MaintenanceAgreed& agreed) {
    license_.agreements.apply(stamp_, agreed);
  }
  void operator()(const ledger::InstallationUpgraded& upgraded) {
    if (!upgraded.test) write_last(license_.versions, upgraded.cust_id, stamp_, upgraded.version);
  }
  void operator()(const ledger::InstallationKindChanged& changed) {
    write_last(license_.kinds, changed.cust_id, stamp_, changed.kind);
  }
  void operator()(const ledger::ServiceRequestOpened& fact) {
    license_.requests.apply(stamp_, fact, true);
  }
  void operator()(const ledger::ServiceRequestUpdated& fact) {
    license_.requests.apply(stamp_, fact, true);
  }
  void operator()(const ledger::ServiceRequestClosed& fact) {
    license_.requests.apply(stamp_, fact, false);
  }

  void operator()(const ledger::InstallationBound& bound) {
    license_.binding = Binding{.stamp = stamp_,
                               .cust_id = bound.cust_id,
                               .kind = bound.kind,
                               .deployment = bound.deployment,
                               .version = bound.version,
                               .company_name = bound.company_name};
    for (const auto& seat : bound.seats) license_.seats.assign(stamp_, seat);
  }
  void operator()(const ledger::InstallationReleased& released) {
    if (license_.binding && license_.binding->cust_id == released.cust_id) {
      license_.binding.reset();
      license_.released = stamp_;
    }
    for (const auto& seat : released.seats) license_.seats.remove(seat.module_name, seat.user);
  }
  void operator()(const ledger::LicenseActivated& activated) {
    LicenseSet set{.number = activated.number, .own = {}, .expires_on = activated.expires_on};
    for (const auto& [module_name, quantity] : activated.modules) {
      if (quantity > 0) set.own.emplace(module_name, quantity);
    }
    license_.current = {stamp_, activated.mode, std::move(set)};
    remember_attempt(activated.mode, activated.number, {});
  }
  void operator()(const ledger::ActivationBlocked& blocked) {
    remember_attempt(blocked.mode, blocked.number.value_or(LicenseNumber{}),
                     keys_of(blocked.reasons));
  }
  void operator()(const ledger::PendingHeld& held) {
    license_.hold = {stamp_, held.number, held.reason};
  }
  void operator()(const ledger::PendingReleased&) { license_.hold.reset(); }
  void operator()(const ledger::SeatAssigned& seat) { license_.seats.assign(stamp_, seat); }
  void operator()(const ledger::SeatRemoved& seat) {
    license_.seats.remove(seat.module_name, seat.user);
  }

  // A refusal changes nothing but the log.
  void operator()(const ledger::InstallationBindingRefused&) {}
  void operator()(const ledger::SeatAssignmentRefused&) {}
  void operator()(const ledger::SeatRemovalRefused&) {}
  void operator()(const ledger::LicenseFileIssued&) {}

  // These belong to no license: the catalog applies them.
  void operator()(const ledger::ModuleDefined&) {}
  void operator()(const ledger::PolicyChanged&) {}
  void operator()(const ledger::LogRestored&) {}

 private:
  void remember_attempt(ledger::ActivationMode mode, LicenseNumber number,
                        std::vector<ReasonKey> reasons) {
    if (mode != ledger::ActivationMode::automatic) return;
    auto& last = license_.last_automatic;
    if (last && last->position > event_.position) return;
    last = {event_.position, number, std::move(reasons)};
  }

  License& license_;
  const ledger::RecordedEvent& event_;
  Stamp stamp_;
};

}  // namespace

void note_recorded(License& license, const ledger::RecordedEvent& event) {
  if (event.type() == EventType::purchase_recorded) license.numbers.add(event);
}

bool in_order(const License& license, const ledger::RecordedEvent& event) {
  if (!ledger::traits_of(event.type()).decision || !license.last_decision) return true;
  return *license.last_decision < Stamp{event};
}

void evolve(License& license, const ledger::RecordedEvent& event) {
  std::visit(Evolution{license, event}, event.data);
  if (ledger::traits_of(event.type()).decision) license.last_decision = Stamp{event};
}

}  // namespace projections::state
