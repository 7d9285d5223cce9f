#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/event.h"
#include "projections/state/catalog.h"
#include "projections/state/changed_seats.h"
#include "projections/state/license.h"

/// Used throughout projections.
namespace projections {
using ledger::Reason;
using ledger::ReasonCode;
}  // namespace projections

namespace projections::reasons {

using Reasons = std::vector<Reason>;

/// What a license file claims, and whether its signature is valid.
struct FileClaims {
  bool signature_valid = false;
  std::string serial_number;
  std::string cust_id;  // empty: none was bound when it was issued
  std::string company_name;
  LicenseNumber number;
};

/// What an installation sends when it requests an activation.
struct ActivationRequest {
  std::string cust_id;  // empty: not given, and not judged
  std::optional<LicenseNumber> number;
  std::optional<FileClaims> file;
};

/// A production installation of an owner, while it was one: [from, to).
struct ProductionInstallation {
  std::string company_name;
  std::string cust_id;
  std::string serial_number;
  Instant from;
  Instant to;
  std::vector<ledger::Evidence> evidence;
};

/// How much of a reason is needed: only what it is about, or its evidence and users too.
enum class Detail : std::uint8_t { matter, full };

/// The input of every rule: one license under one catalog at one instant.
struct Question {
  const state::License& license;
  const state::Catalog& catalog;
  Instant at;
  state::Policy policy;
  /// What the request would make of the license's seats; without one, those.
  state::ChangedSeats seats;
  const ActivationRequest* request = nullptr;
  std::span<const ProductionInstallation> production = {};
  Detail detail = Detail::full;

  Question(const state::License& license_, const state::Catalog& catalog_, Instant at_)
      : license(license_),
        catalog(catalog_),
        at(at_),
        policy(catalog_.policy()),
        seats(license_.seats) {}

  bool full() const { return detail == Detail::full; }
};

}  // namespace projections::reasons
