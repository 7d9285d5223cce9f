#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/event.h"
#include "projections/state/catalog.h"
#include "projections/state/license.h"

/// Used in every room of this folder.
namespace projections {
using ledger::Reason;
using ledger::ReasonCode;
}  // namespace projections

namespace projections::reasons {

using Reasons = std::vector<Reason>;

/// What a license file says of itself, and whether its signature is ours.
struct FileClaims {
  bool signature_valid = false;
  std::string serial_number;
  std::string cust_id;  // empty: none was bound when it was issued
  std::string company_name;
  LicenseNumber number;
};

/// What an installation says when it asks for an activation.
struct ActivationRequest {
  std::string cust_id;  // empty: not said, and not judged
  std::optional<LicenseNumber> number;
  std::optional<FileClaims> file;
};

/// A production installation of some owner, while it was one: [from, to).
struct ProductionInstallation {
  std::string company_name;
  std::string cust_id;
  std::string serial_number;
  Instant from;
  Instant to;
  std::vector<ledger::Evidence> evidence;
};

/// How much of a reason is wanted: what it is about, or its evidence and users too.
enum class Detail : std::uint8_t { matter, full };

/// What every rule is asked: one license under one catalog at one instant.
struct Question {
  const state::License& license;
  const state::Catalog& catalog;
  Instant at;
  state::Policy policy;
  const ActivationRequest* request = nullptr;
  std::span<const ProductionInstallation> production = {};
  Detail detail = Detail::full;

  Question(const state::License& license_, const state::Catalog& catalog_, Instant at_)
      : license(license_), catalog(catalog_), at(at_), policy(catalog_.policy()) {}

  bool full() const { return detail == Detail::full; }
};

/// Sorts by position and drops what is cited twice.
void tidy_evidence(Reason& reason);

}  // namespace projections::reasons
