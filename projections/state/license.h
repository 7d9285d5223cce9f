#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/event.h"
#include "projections/state/accounts.h"
#include "projections/state/agreements.h"
#include "projections/state/license_set.h"
#include "projections/state/seats.h"
#include "projections/state/service_requests.h"

namespace projections::state {

/// The binding in force: what the installation reported when it was bound.
struct Binding {
  Stamp stamp;
  std::string cust_id;
  ledger::InstallationKind kind{};
  ledger::Deployment deployment{};
  std::string version;
  std::string company_name;

  static auto fields(auto& self) {
    return std::tie(self.stamp, self.cust_id, self.kind, self.deployment, self.version,
                    self.company_name);
  }
};

/// The installation as it is now: its binding, updated by what was reported since.
struct Installation {
  std::string cust_id;
  ledger::InstallationKind kind{};
  ledger::Deployment deployment{};
  std::string version;
  Stamp version_set_by;
};

/// The set in force and the activation that put it in force.
struct CurrentSet {
  Stamp stamp;
  ledger::ActivationMode mode{};
  LicenseSet set;

  static auto fields(auto& self) { return std::tie(self.stamp, self.mode, self.set); }
};

struct Hold {
  Stamp stamp;
  LicenseNumber number;
  std::string reason;

  static auto fields(auto& self) { return std::tie(self.stamp, self.number, self.reason); }
};

/// What distinguishes two attempts: the code with its module or invoice.
struct ReasonKey {
  ledger::ReasonCode code{};
  std::string about;
  bool operator==(const ReasonKey&) const = default;

  static auto fields(auto& self) { return std::tie(self.code, self.about); }
};
std::vector<ReasonKey> keys_of(const std::vector<ledger::Reason>& reasons);
/// The member of the reason that `about` is: `module` or `invoice_id`.
std::string_view member_of(const ReasonKey& key);
/// Whether an attempt recorded with `recorded` has the same reasons as one with `now`. A list too
/// long for a record is cut off at its end there.
bool same_reasons(const std::vector<ReasonKey>& recorded, const std::vector<ReasonKey>& now);

/// The last automatic attempt in the log, by position.
struct AutomaticAttempt {
  Position position;
  LicenseNumber number;
  std::vector<ReasonKey> reasons;  // empty: it activated

  static auto fields(auto& self) { return std::tie(self.position, self.number, self.reasons); }
};

/// Everything the rules need to know about a license at an instant: the fold of its events. Facts
/// may be applied in any order; decisions come in the order of the fold (see evolve).
struct License {
  std::string serial_number;
  std::optional<Register<ledger::LicenseRegistered>> registration;
  PurchaseNumbers numbers;
  Purchases purchases;
  Accounts accounts;
  Agreements agreements;
  std::map<std::string, Register<std::string>, std::less<>>
      versions;  // by cust_id, test ones left out
  std::map<std::string, Register<ledger::InstallationKind>, std::less<>> kinds;  // by cust_id
  ServiceRequests requests;
  std::optional<Binding> binding;
  std::optional<Stamp> released;  // the last release
  std::optional<CurrentSet> current;
  std::optional<Hold> hold;
  Seats seats;
  std::optional<AutomaticAttempt> last_automatic;
  std::optional<Stamp> last_decision;

  static auto fields(auto& self) {
    return std::tie(self.serial_number, self.registration, self.numbers, self.purchases,
                    self.accounts, self.agreements, self.versions, self.kinds, self.requests,
                    self.binding, self.released, self.current, self.hold, self.seats,
                    self.last_automatic, self.last_decision);
  }

  const LicenseSet& offered() const { return purchases.offered(); }
  const LicenseSet* current_set() const { return current ? &current->set : nullptr; }
  LicenseNumber current_number() const { return current ? current->set.number : LicenseNumber{}; }
  std::string_view company_name() const {
    return registration ? std::string_view{registration->value.company_name} : std::string_view{};
  }
};

/// Whether the offered set waits for activation: it differs from the current one in the quantity
/// of a module or in expires_on; before the first activation, whether it is not empty.
bool has_pending(const License& license);

/// Whether an event that may clear a reason triggers an automatic attempt: something is pending,
/// and the license updates automatically.
bool wants_activation(const License& license);

/// The bound installation with what changed since; `nullopt` if none is bound.
std::optional<Installation> installation_of(const License& license);

}  // namespace projections::state
