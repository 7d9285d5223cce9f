#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/event.h"
#include "projections/reasons/question.h"
#include "projections/view.h"

namespace commands {

using ledger::Instant;
using ledger::LicenseNumber;
using ledger::Reason;
using ledger::ReasonCode;
using projections::reasons::Question;
using projections::reasons::Reasons;
using projections::state::License;
using projections::state::LicenseSet;

/// How a command ends.
enum class Verdict : std::uint8_t {
  done,                    ///< events are appended
  already_so,              ///< already in effect: nothing is appended
  binding_refused,         ///< refused with reasons; the refusal is appended
  seat_refused,            ///< likewise
  removal_refused,         ///< likewise
  activation_blocked,      ///< likewise
  nothing_pending,         ///< nothing is pending, or not the number that was given
  license_not_found,       ///< no license is registered under the serial number
  installation_not_found,  ///< no license is bound to the cust_id
  revision_mismatch,       ///< the license is not at the revision that If-Match names
  too_large,               ///< an event of the decision exceeds the size limit of a record
};

inline bool is_refusal(Verdict verdict) {
  return verdict == Verdict::binding_refused || verdict == Verdict::seat_refused ||
         verdict == Verdict::removal_refused || verdict == Verdict::activation_blocked;
}

/// The verdict of the command whose refusal is recorded; `nullopt` for any other event.
inline std::optional<Verdict> refusal_in(const ledger::EventData& data) {
  if (std::holds_alternative<ledger::InstallationBindingRefused>(data)) {
    return Verdict::binding_refused;
  }
  if (std::holds_alternative<ledger::SeatAssignmentRefused>(data)) return Verdict::seat_refused;
  if (std::holds_alternative<ledger::SeatRemovalRefused>(data)) return Verdict::removal_refused;
  if (std::holds_alternative<ledger::ActivationBlocked>(data)) return Verdict::activation_blocked;
  return std::nullopt;
}

/// An event to be appended; the sequencer gives it its identity, instants and position.
struct Draft {
  std::string subject;
  ledger::EventData data;
};

/// What is decided about a command, as the client learns it.
struct Ruling {
  Verdict verdict = Verdict::done;
  Reasons reasons = {};                            // of a refusal, not dated
  LicenseNumber number = {};                       // activated, already active, held or issued
  std::vector<ledger::ModuleChange> changes = {};  // of an activation
  std::optional<ledger::SeatHolder> seat = {};     // assigned, or already held
  std::optional<Instant> seat_since = {};          // of a seat already held
  std::string company_name = {};                   // of a license file
};

/// What a pure function decided: the ruling, and the events that follow from it. The last event of
/// a refusal carries the reasons, which are put into it before it is appended.
struct Decision {
  Ruling ruling = {};
  std::vector<Draft> events = {};
};

/// What a decision about one license is based on: its fold, with everything effective until `now`.
struct Situation {
  const License& license;
  const projections::state::Catalog& catalog;
  Instant now;

  Question question() const { return {license, catalog, now}; }
  Draft draft(ledger::EventData data) const { return {license.serial_number, std::move(data)}; }
};

inline Decision verdict_only(Verdict verdict) { return {.ruling = {.verdict = verdict}}; }

}  // namespace commands
