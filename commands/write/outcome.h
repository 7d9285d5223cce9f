#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "commands/decision.h"
#include "ledger/event.h"
#include "ledger/position.h"
#include "projections/directory.h"

/// What became of a request to the writer: a type for each kind of request, and one for each way in
/// which a request of any kind can end without being performed. So no outcome can be read as one
/// that it is not.
namespace commands::write {

enum class EventStatus : std::uint8_t {
  appended,
  duplicate,          ///< same identity, same content: the first position is answered
  id_reused,          ///< same identity, other content
  license_not_found,  ///< a fact of a license that was never registered
  dated_in_future,    ///< a decision that has not happened yet
  too_large,          ///< its record would be longer than the log can hold
  recorded_earlier,   ///< trusted history from before the end of the log
  position_mismatch,  ///< trusted history that is, or would be placed, at another position
  not_attempted,      ///< another event of the atomic batch was refused
};

struct EventOutcome {
  EventStatus status{};
  ledger::Position position = ledger::no_position;  // appended, or the first; or the other one
};

using EventOutcomes = std::vector<EventOutcome>;

/// Of PostEvents: one outcome for each event, in order.
struct PostOutcome {
  EventOutcomes events;
  ledger::Position position = ledger::no_position;  // the last event of the step
  Instant at;                                       // when it was decided
};

/// Of a Command: how it was decided.
struct CommandOutcome {
  Verdict verdict = Verdict::done;
  Reasons reasons;                                  // dated
  ledger::Position position = ledger::no_position;  // the last event of the step
  Instant at;                                       // when it was decided
  std::optional<ledger::CarriedSeat> seat;
  std::optional<Instant> seat_since;
  LicenseNumber number;
  std::vector<ledger::ModuleChange> changes;
  std::string company_name;     // of a license file
  ledger::EventPtr last_event;  // the last event appended by the command
};

/// Of SetClock: where the clock stands.
struct ClockOutcome {
  Instant at;
};

/// Of Search.
struct SearchOutcome {
  std::vector<projections::SearchRow> rows;
};

/// Of CountLicenses.
struct CountOutcome {
  std::shared_ptr<const projections::LicenseCounts> counts;  // null: ask again
  Instant at;                                                // when they were counted
};

/// If-Match names another revision than the license of the posted event has: nothing was posted.
struct RevisionMismatch {};

/// The request was answered before, under the same idempotency key: with this.
struct ReplayedAnswer {
  std::string answer;
};

/// The idempotency key came with another request before.
struct KeyReuse {};

using Outcome = std::variant<PostOutcome, CommandOutcome, ClockOutcome, SearchOutcome, CountOutcome,
                             RevisionMismatch, ReplayedAnswer, KeyReuse>;

}  // namespace commands::write
