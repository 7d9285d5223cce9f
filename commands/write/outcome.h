#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "commands/decision.h"
#include "ledger/event.h"
#include "ledger/position.h"

/// What became of a request to the writer: a type for each kind of request, and one for each way in
/// which any request can end without being performed, so that none is mistaken for another.
namespace commands::write {

enum class EventStatus : std::uint8_t {
  appended,
  duplicate,          ///< same identity, same content: the first position is returned
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
  ledger::Position position = ledger::no_position;  // where it is, or would be placed
};

using EventOutcomes = std::vector<EventOutcome>;

/// Of PostEvents: one outcome for each event, in order.
struct PostOutcome {
  EventOutcomes events;
  ledger::Position position = ledger::no_position;  // the last event of the step
  Instant at;                                       // when it was decided
};

/// Of a Command: the ruling, and where it is recorded.
struct CommandOutcome : Ruling {
  ledger::Position position = ledger::no_position;  // the last event of the step
  Instant at = {};                                  // when it was decided
  ledger::EventPtr last_event = nullptr;            // the last event appended by the command
};

/// Of SetClock: the time on the clock.
struct ClockOutcome {
  Instant at;
};

/// The license of the posted event is not at the revision that If-Match names: nothing was posted.
struct RevisionMismatch {};

/// The answer that the request got before, under the same idempotency key.
struct ReplayedAnswer {
  std::string answer;
};

/// The idempotency key was used with another request before.
struct KeyReuse {};

using Outcome = std::variant<PostOutcome, CommandOutcome, ClockOutcome, RevisionMismatch,
                             ReplayedAnswer, KeyReuse>;

}  // namespace commands::write
