#pragma once

#include <functional>
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
  already_so,              ///< it is so already: nothing is appended
  binding_refused,         ///< refused with reasons, and the refusal is appended
  seat_refused,            ///< likewise
  removal_refused,         ///< likewise
  activation_blocked,      ///< likewise
  nothing_pending,         ///< nothing, or not that number, waits to be activated
  license_not_found,       ///< no license is registered under the serial number
  installation_not_found,  ///< no license is bound to the cust_id
  revision_mismatch,       ///< the license is not at the revision the client thought (If-Match)
  too_large,               ///< what was decided is more than a record of the log can hold
};

inline bool is_refusal(Verdict verdict) {
  return verdict == Verdict::binding_refused || verdict == Verdict::seat_refused ||
         verdict == Verdict::removal_refused || verdict == Verdict::activation_blocked;
}

/// An event to be appended; the sequencer gives it its identity, instants and position.
struct Draft {
  std::string subject;
  ledger::EventData data;
};

/// Finds again, at any instant of a license's past, the reasons that a refusal gave: to say since
/// when.
using Judge = std::function<Reasons(const Question&)>;

/// What a pure function decided. Of a refusal the last draft carries the reasons, not yet dated.
struct Decision {
  Verdict verdict = Verdict::done;
  std::vector<Draft> events;
  Reasons reasons;
  Judge judge;
  std::vector<Instant> stops;  // where the judge's answer may change without an event
  LicenseNumber number;        // activated, active already, held or issued
  std::vector<ledger::ModuleChange> changes;  // of an activation
  std::optional<ledger::CarriedSeat> seat;    // assigned, or held already
  std::optional<Instant> seat_since;          // of a seat held already
  std::string company_name;                   // of a license file
};

/// What a decision about one license is made on: its fold, with everything effective until `now`.
struct Situation {
  const License& license;
  const projections::state::Catalog& catalog;
  Instant now;

  Question question() const { return {license, catalog, now}; }
  Draft draft(ledger::EventData data) const { return {license.serial_number, std::move(data)}; }
};

inline Decision verdict_only(Verdict verdict) { return {.verdict = verdict}; }

}  // namespace commands
